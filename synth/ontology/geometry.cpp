#include "synth/ontology/tables.h"

namespace synth {

const std::string_view kGeometry = R"(
@ geometry | geometry, shapes, math, geometry_utils, area_calculator
c {I am|I'm} {preparing|working on} a geometry {lesson|worksheet} for my {class|students}.
c My daughter has geometry homework.
c I'm designing {a small garden|a wooden frame|a poster}.
x Who proved that the square root of two is irrational?
x Why are manhole covers round?
x What is the origin of the word geometry?

# triangle_area calc
n triangle_area, area_of_triangle, triangle_surface_area
d the area of a triangle {given|from|using} its base and height
p base int 3..90 unit;cm;m;ft;in | base, base_length, triangle_base | The {length of the |}base of the triangle
p height int 3..70 ^base | height, triangle_height, altitude | The {perpendicular |}height of the triangle
o unit enum square_meters;square_feet;square_inches =square_meters | unit, area_unit, output_unit | The unit of the {result|area} ~ {expressed|given} in <unit> ~ . {Give|Return} the {result|area} in <unit>
w the area of a triangle {with|that has|having} a base of <base> and a height of <height>
w the area of a triangle {whose|where the} base {is|measures} <base> and {whose |}height {is|measures} <height>
q {How large is|How big is} a triangle with a <height> height and a <base> base?
q A triangle has a base of <base> and a height of <height>. What is its area?
b the area of a triangle
= base*height/2

# triangle_heron calc triangle_area
n triangle_area_from_sides, heron_area, area_by_heron
d the area of a triangle from the lengths of its three sides using Heron's formula
p a int 20..30 cm;m;unit | side_a, side1, a, first_side | Length of the first side
p b int 20..30 ^a | side_b, side2, b, second_side | Length of the second side
p c int 20..30 ^a | side_c, side3, c, third_side | Length of the third side
w the area of a triangle with sides {of|measuring} <a>, <b> and <c>
w the area of a triangular {plot|field|sail} whose {three |}sides are <a>, <b> and <c> {long|}
b the area of a triangle from its three sides
= sqrt((a+b+c)/2*((a+b+c)/2-a)*((a+b+c)/2-b)*((a+b+c)/2-c))

# circle_area calc
n circle_area, area_of_circle, circle_surface
d the area of a circle {given|with a given|from its} radius
p radius num 1..40/0.5 cm;m;in;ft;unit | radius, r, circle_radius | {The r|R}adius of the circle
o precision int 1..6 =2 | precision, decimals, decimal_places | {Number of decimal places in|How many digits to round} the result ~ {to|rounded to} <precision+decimal place>
w the area of a circle {with|that has} a radius of <radius>
w the area of a {round table|pond|pizza|circular rug} {with a|of} radius {of |}<radius>
q A circle has a radius of <radius>. {What is|Find} its area{?|?}
b the area of a circle
= pi*radius^2

# circle_circumference calc
n circle_circumference, circumference, circle_perimeter
d the circumference of a circle {given|from} its radius
p radius int 1..60 cm;m;in;ft;unit | radius, r | The radius of the circle
o unit enum cm;m;in;ft =cm | unit, units | The unit of {measurement|measure} ~ {expressed|given} in <unit>
w the circumference of a circle {with|having} {a|the} radius of <radius>
w the distance around a circular {track|pond|lawn} of radius <radius>
b the circumference of a circle
= 2*pi*radius

# rectangle_area calc
n rectangle_area, area_of_rectangle, rect_area
d the area of a rectangle {given|from} its length and width
p length int 4..120 m;ft;cm;unit | length, l, rect_length, side_length | The length of the rectangle
p width int 2..80 ^length | width, w, rect_width, breadth | The width of the rectangle
w the area of a rectangle {with|of} {a |}length {of |}<length> and {a |}width {of |}<width>
w the area of a {rectangular|} {garden|room|field|floor} that is <length> long and <width> wide
q How much {space|area} does a <length> by <width> rectangle cover?
b the area of a rectangle
= length*width

# rectangle_perimeter calc
n rectangle_perimeter, perimeter_of_rectangle, rect_perimeter
d the perimeter of a rectangle from its two sides
p length int 4..200 m;ft;yd | length, long_side | {The l|L}ength of the rectangle
p width int 2..150 ^length | width, short_side | {The w|W}idth of the rectangle
w the perimeter of a rectangle {that is|measuring} <length> {long |}by <width>{ wide|}
w the perimeter of a {rectangular|} {yard|field|courtyard} with length <length> and width <width>
q How much fence do I need around a {garden|field} that is <length> long and <width> wide?
b the perimeter of a rectangle
= 2*(length+width)

# sphere_volume calc
n sphere_volume, volume_of_sphere
d the volume of a sphere {given|from} its radius
p radius num 0.5..30/0.5 cm;m;in;ft | radius, r, sphere_radius | The radius of the sphere
o output enum cubic_centimeters;liters;cubic_meters =cubic_meters | output_unit, unit | Unit {for|of} the resulting volume ~ in <output>
w the volume of a sphere {with|of} {a |}radius {of |}<radius>
q How much {space|volume} does a ball {with|of} {a |}radius {of |}<radius> take up?
b the volume of a sphere
= 4/3*pi*radius^3

# cylinder_volume calc
n cylinder_volume, volume_of_cylinder, cylindrical_volume
d the volume of a cylinder {given|from|using} its radius and height
p radius int 2..50 cm;m;in | radius, base_radius | The radius of the {base of the |}cylinder
p height int 3..90 ^radius | height, cylinder_height, h | The height of the cylinder
w the volume of a cylinder with {a |}radius {of |}<radius> and {a |}height {of |}<height>
w the volume of a {cylindrical|} {tank|can|water pipe} that is <height> {tall|high} {with|and has} a radius of <radius>
q How much can a cylindrical {tank|barrel} hold if its radius is <radius> and its height is <height>?
b the volume of a cylinder
= pi*radius^2*height

# cone_volume calc
n cone_volume, volume_of_cone
d the volume of a right circular cone
p radius int 2..40 cm;m;ft | radius, base_radius | Radius of the cone's base
p height int 3..60 ^radius | height, cone_height | Height of the cone
w the volume of a cone {with|having} a base radius of <radius> and a height of <height>
w the volume of a conical {pile of sand|tent|funnel} <height> high with a radius of <radius>
b the volume of a cone
= pi*radius^2*height/3

# box_volume calc
n box_volume, cuboid_volume, rectangular_prism_volume
d the volume of a {box|rectangular prism} from its three dimensions
p length int 5..120 cm;in;ft | length, l | The length of the {box|prism}
p width int 4..90 ^length | width, w | The width of the {box|prism}
p height int 2..80 ^length | height, h, depth | The height of the {box|prism}
w the volume of a {box|crate|fish tank} {that measures|measuring|of} <length#> by <width#> by <height>
w the volume of a {box|crate} with length <length>, width <width> and height <height>
b the volume of a box
= length*width*height

# hypotenuse calc
n hypotenuse, hypotenuse_length, right_triangle_hypotenuse
d the {length of the |}hypotenuse of a right triangle from its two legs
p a int 3..50 unit;cm;m | a, side_a, leg1, leg_a | Length of {one leg|the first leg} of the right triangle
p b int 3..50 ^a | b, side_b, leg2, leg_b | Length of the {other|second} leg
w the hypotenuse of a right triangle with legs {of|measuring} <a> and <b>
w the length of the longest side in a right triangle whose {other|shorter} sides are <a> and <b>
b the hypotenuse of a right triangle
= sqrt(a^2+b^2)

# distance_2d calc
n distance_between_points, euclidean_distance, point_distance
d the {straight-line|Euclidean} distance between two points in the plane
p x1 int -20..30 | x1, point1_x | The x coordinate of the first point
p y1 int -20..30 | y1, point1_y | The y coordinate of the first point
p x2 int -20..30 | x2, point2_x | The x coordinate of the second point
p y2 int -20..30 | y2, point2_y | The y coordinate of the second point
w the distance between {the points |}(<x1#>, <y1#>) and (<x2#>, <y2#>)
w the distance from {point |}(<x1#>, <y1#>) to {point |}(<x2#>, <y2#>)
q How far apart are the points (<x1#>, <y1#>) and (<x2#>, <y2#>)?
b the distance between two points
= sqrt((x2-x1)^2+(y2-y1)^2)

# polygon_angles calc
n polygon_interior_angles, interior_angle_sum, sum_of_interior_angles
d the sum of the interior angles of a polygon
p sides int 3..20 | num_sides, sides, number_of_sides, n | The number of sides {of|in} the polygon
w the sum of the interior angles of a polygon with <sides+side>
w the sum of the {inner|interior} angles {in|of} a <sides#>-sided polygon
b the sum of interior angles of a polygon
= (sides-2)*180

# trapezoid_area calc
n trapezoid_area, area_of_trapezoid
d the area of a trapezoid
p a int 4..60 cm;m;ft | base1, a, top_base, first_base | {The l|L}ength of the first {base|parallel side}
p b int 4..60 ^a | base2, b, bottom_base, second_base | {The l|L}ength of the second {base|parallel side}
p height int 2..40 ^a | height, h | The {height of the trapezoid|distance between the parallel sides}
w the area of a trapezoid with {bases|parallel sides} of <a> and <b> and a height of <height>
b the area of a trapezoid
= (a+b)*height/2

# regular_polygon_area calc
n regular_polygon_area, polygon_area
d the area of a regular polygon {given|from} the number of sides and the side length
p sides int 5..16 | number_of_sides, sides, n_sides | Number of sides
p side_length int 2..40 cm;m;ft | side_length, length_of_side, side | Length of each side
w the area of a regular polygon with <sides+side> {each|that are each} <side_length> long
w the area of a regular <sides#>-sided polygon with {a |}side length {of |}<side_length>
b the area of a regular polygon
= sides*side_length^2/(4*tand(180/sides))

# slope calc
n slope, line_slope, slope_of_line
d the slope of {the|a} line through two points
p x1 int -12..6 | x1, start_x | {The x|X} coordinate of the first point
p y1 int -20..20 | y1, start_y | {The y|Y} coordinate of the first point
p x2 int 7..25 | x2, end_x | {The x|X} coordinate of the second point
p y2 int -20..20 | y2, end_y | {The y|Y} coordinate of the second point
w the slope of the line {through|passing through|that goes through} (<x1#>, <y1#>) and (<x2#>, <y2#>)
w the slope between {the points |}(<x1#>, <y1#>) and (<x2#>, <y2#>)
b the slope of a line
= (y2-y1)/(x2-x1)

# surface_cube calc
n cube_surface_area, surface_area_of_cube
d the surface area of a cube
p edge num 1..20/0.5 cm;m;in | edge, edge_length, side, side_length | The length of {an edge|one side} of the cube
w the surface area of a cube with {an edge length|edges|sides} of <edge>
w the {total |}surface {area |}of a cube whose edges are <edge> long
b the surface area of a cube
= 6*edge^2

# rotate_shape make
n rotated_point, point_rotation, rotation_of_point
d the new position of a point after rotation around the origin
p point ints -10..12 x2..2 | point, coordinates, position | The {coordinates of the |}point {as [x, y]|to rotate}
p angle int 15..345/15 deg | angle, rotation_angle, degrees | The angle of rotation
o clockwise bool =false | clockwise, is_clockwise | Whether to rotate clockwise ~ clockwise ~ in {the |}clockwise direction
v rotate the point <point> by <angle>
v rotate <point> around the origin by <angle>
b the rotation of a point
)";

}  // namespace synth
