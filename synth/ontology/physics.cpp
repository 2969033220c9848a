#include "synth/ontology/tables.h"

namespace synth {

const std::string_view kPhysics = R"(
@ physics | physics, mechanics, kinematics, electromagnetism, physics_solver, thermo
c I'm {doing|working on} my physics {homework|assignment}.
c We {are running|ran} {an experiment|a test} in the lab.
c I'm writing a physics quiz.
x Who discovered gravity?
x What is dark matter made of?
x Can anything travel faster than light?

# final_velocity calc
n final_velocity, final_speed, velocity_after_acceleration
d the final velocity of an object under constant acceleration
p initial int 0..40 mps;kmh | initial_velocity, v0, initial_speed, starting_velocity | The initial velocity of the object
p acceleration num 0.5..12/0.5 mps2 | acceleration, a, accel | The acceleration {of the object|}
p time int 2..60 s | time, t, duration, elapsed_time | {The time|How long the object accelerates}
w the final {velocity|speed} of {an object|a car|a train} {that starts|starting} at <initial> and accelerates at <acceleration> for <time>
w the final velocity {with|given} an initial velocity of <initial>, an acceleration of <acceleration> and a time of <time>
b the final velocity of an object
= initial+acceleration*time

# displacement calc
n displacement, distance_traveled, motion_distance
d the {displacement|distance covered} of an object moving with constant acceleration
p initial int 0..35 mps | initial_velocity, initial_speed, u, v_i | Initial velocity
p acceleration int 1..9 mps2 | acceleration, a | Acceleration
p time int 2..45 s | time, duration, t | Duration of the motion
w the {displacement|distance travelled} of {an object|a cyclist|a rocket} with initial velocity <initial>, acceleration <acceleration> after <time>
q How far does {a car|an object} travel in <time> if it starts at <initial> and accelerates at <acceleration>?
b the displacement of an object
= initial*time+0.5*acceleration*time^2

# force calc
n force, net_force, newton_force
d the force {needed to accelerate|acting on} an object {using|from} Newton's second law
p mass int 1..900 kg;g | mass, m, object_mass | The mass of the object
p acceleration num 0.5..20/0.5 mps2 | acceleration, a | The acceleration of the object
w the force {needed|required} to accelerate {a|an object with a} mass of <mass> at <acceleration>
w the force on {an|a} <mass#> {kg |}object accelerating at <acceleration>
b the force on an object
= mass*acceleration

# kinetic_energy calc
n kinetic_energy, energy_of_motion
d the kinetic energy of a moving object
p mass int 1..2000 kg | mass, m, object_mass | {The m|M}ass of the object
p velocity int 2..90 mps | velocity, v, speed | {The v|V}elocity of the object
w the kinetic energy of {an object|a {car|ball|cart}} {with a mass of|weighing} <mass> {moving|travelling} at <velocity>
b the kinetic energy of an object
= 0.5*mass*velocity^2

# potential_energy calc
n potential_energy, gravitational_potential_energy
d the gravitational potential energy of an object
p mass int 1..500 kg | mass, m | The mass of the object
p height int 1..300 m | height, h, elevation | The height above the ground
o gravity num 1.6..24.8/0.1 mps2 =9.8 | gravity, g, gravitational_acceleration | {The a|A}cceleration due to gravity ~ {with|using|where} {gravity|g} = <gravity#> ~ {with|assuming} a gravity of <gravity>
w the potential energy of {an object|a {crate|rock|person}} with a mass of <mass> at a height of <height>
w the potential energy of a mass of <mass> lifted to <height>
b the gravitational potential energy
= mass*gravity*height

# momentum calc
n momentum, linear_momentum
d the momentum of a moving object
p mass int 1..3000 kg | mass, m | Mass of the object
p velocity int 1..80 mps | velocity, v, speed | Velocity of the object
w the {linear |}momentum of {an object|a truck|a ball} of mass <mass> moving at <velocity>
b the momentum of an object
= mass*velocity

# ohm_current calc
n current, electric_current, ohms_law_current
d the electric current {through a resistor |}using Ohm's law
p voltage int 2..400 V | voltage, v, potential_difference | The voltage
p resistance int 2..900 ohm | resistance, r | The resistance
w the current {through|in} a {resistor|circuit} with a voltage of <voltage> and a resistance of <resistance>
q How much current flows {through|in} a <resistance> resistor {at|connected to} <voltage>?
b the electric current
= voltage/resistance

# electric_power calc
n electrical_power, power_consumption, electric_power
d electrical power from voltage and current
p voltage int 5..400 V | voltage, volts | The voltage
p current num 0.5..20/0.5 A | current, amps, amperage | The current
w the {electrical |}power of a device {running at|that runs on} <voltage> {and drawing|with a current of} <current>
b the electrical power
= voltage*current

# coulomb calc
n electrostatic_force, coulomb_force, electric_force
d the electrostatic force between two charges
p q1 num 0.1..5/0.1 C | charge1, q1, first_charge | The first charge
p q2 num 0.1..5/0.1 C | charge2, q2, second_charge | The second charge
p distance num 0.1..9/0.1 m | distance, r, separation | The distance between the charges
o constant num 8..9.5/0.1 =8.99 | constant, k, coulomb_constant | Coulomb constant in units of 1e9 ~ using k = <constant>
w the electrostatic force between {charges|two charges} of <q1> and <q2> {separated by|at a distance of} <distance>
b the electrostatic force
= constant*1000000000*q1*q2/distance^2

# wavelength calc
n wavelength, wave_length_from_frequency
d the wavelength of a wave {from|given} its speed and frequency
p speed int 100..3000 mps | speed, wave_speed, velocity | {The s|S}peed of the wave
p frequency int 20..900 Hz | frequency, f, freq | {The f|F}requency of the wave
w the wavelength of a wave {with|that has} {a |}frequency {of |}<frequency> travelling at <speed>
b the wavelength of a wave
= speed/frequency

# free_fall calc
n fall_time, free_fall_time, time_to_fall
d the time {an object needs to fall|of a free fall} from a given height{, ignoring air resistance|}
p height int 3..600 m;ft | height, h, drop_height | The height {from which the object falls|of the fall}
o gravity num 1.6..24.8/0.1 =9.81 | gravity, g | {Gravitational acceleration|Acceleration due to gravity in m/s^2} ~ {with|using} g = <gravity>
w the time it takes {an object|a ball|a stone} to fall {from|} <height>
q How long does it take {a stone|a coin|an object} to hit the ground when dropped from <height>?
b the time of a free fall
= sqrt(2*height/gravity)

# projectile calc
n projectile_range, range_of_projectile, projectile_distance
d the horizontal range of a projectile
p speed int 5..120 mps | initial_velocity, launch_speed, speed | {The l|L}aunch speed
p angle int 10..80/5 deg | angle, launch_angle, theta | {The l|L}aunch angle
o height int 1..40 m =0 | initial_height, height, launch_height | {The h|H}eight of the launch point ~ from {a height of |}<height> {above the ground|high}
w the range of a projectile launched at <speed> {and an angle of <angle>|with an angle of <angle>}
b the range of a projectile
= speed^2*sind(2*angle)/9.81

# density calc
n density, material_density, object_density
d the density of {a substance|an object} from its mass and volume
p mass int 5..900 kg;g | mass, m | The mass {of the object|}
p volume int 2..400 m3;cm3;l | volume, v, object_volume | The volume {of the object|}
w the density of {a substance|an object|a liquid} with {a |}mass {of |}<mass> and {a |}volume {of |}<volume>
b the density of a substance
= mass/volume

# pressure calc
n pressure, applied_pressure
d the pressure from a force on an area
p force int 10..5000 N | force, applied_force, f | The force applied
p area num 0.5..20/0.5 m2 | area, surface_area, contact_area | The area on which the force acts
w the pressure of a force of <force> on {an area of |}<area>
q What pressure does a force of <force> {exert|produce} on an area of <area>?
b the pressure on a surface
= force/area

# heat calc
n heat_energy, thermal_energy, heat_required
d the heat needed to change the temperature of a {mass|substance}
p mass num 0.5..30/0.5 kg | mass, m | Mass of the substance
p heat int 200..4200/10 | specific_heat, specific_heat_capacity, c | Specific heat capacity in J/(kg K)
p delta int 5..90 celsius;K | temperature_change, delta_t, temp_change | Change {of|in} temperature
w the heat {needed|required} to warm <mass> of a substance with {a specific heat of|specific heat capacity} <heat#> by <delta>
b the heat needed to warm a substance
= mass*heat*delta

# ideal_gas calc
n gas_pressure, ideal_gas_pressure
d the pressure of an ideal gas {from|given} moles, temperature and volume
p moles num 0.5..12/0.5 mol | moles, n, amount | Amount of gas
p temperature int 250..600 K | temperature, temp, t | {The t|T}emperature of the gas
p volume int 2..80 l | volume, v, gas_volume | {The v|V}olume of the {gas|container}
w the pressure of <moles> of {gas|an ideal gas} at <temperature> in {a volume of|a container of} <volume>
b the pressure of an ideal gas
= moles*0.082057*temperature/volume

# resistance_series calc
n series_resistance, total_resistance, equivalent_resistance
d the {total|equivalent} resistance of resistors
p resistors ints 2..120 x2..5 | resistors, resistances, resistor_values | {The r|R}esistances in ohms
o connection enum series;parallel =series | connection, connection_type, configuration | How the resistors are connected ~ {connected |}in <connection>
w the {total|equivalent} resistance of {resistors of|the resistors} <resistors> {ohms|ohm}
b the total resistance of resistors
= sum(resistors)

# snell calc
n refraction_angle, angle_of_refraction
d the angle of refraction {when light passes between two media|with Snell's law}
p angle int 10..40 deg | incident_angle, angle_of_incidence, theta1 | Angle of incidence
p n1 num 1..1.3/0.01 | n1, index1, refractive_index_1 | Refractive index of the first medium
p n2 num 1.31..2.2/0.01 | n2, index2, refractive_index_2 | Refractive index of the second medium
w the {refraction angle|angle of refraction} for light hitting at <angle> from a medium with index <n1> into one with index <n2>
b the angle of refraction
= asind(n1*sind(angle)/n2)
)";

}  // namespace synth
