// MathAPI: results as the reference prints them, for well-meant and for hostile arguments.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "world_fixtures.h"

namespace {

using env::bfcl::World;
using fixtures::run;

using Rows = std::vector<std::pair<const char*, const char*>>;

constexpr const char* kRaised = "Error during execution: ";
constexpr const char* kTooManyDigits =
    "Error during execution: Exceeds the limit (4300 digits) for integer string conversion; use "
    "sys.set_int_max_str_digits() to increase the limit";

// A call and what the reference prints: "…" behind the raised mark, "error: …" and "result: …" for the usual dicts.
std::string shortened(const std::string& text) {
  const auto inner = [&text](std::string_view begin, std::string_view end, std::string_view name) {
    return std::string(name) + text.substr(begin.size(), text.size() - begin.size() - end.size());
  };
  if (text.starts_with(kRaised)) return "raises: " + text.substr(std::string_view(kRaised).size());
  if (text.starts_with(R"({"error": ")")) return inner(R"({"error": ")", R"("})", "error: ");
  if (text.starts_with(R"({"result": )")) return inner(R"({"result": )", "}", "");
  if (text.starts_with("{'result': ")) return inner("{'result': ", "}", "");
  return text;
}

void check(const Rows& rows) {
  World world = fixtures::world_of("MathAPI", {});
  for (const auto& [call, expected] : rows) EXPECT_EQ(shortened(run(world, call)), expected) << call;
}

TEST(Math, Arithmetic) {
  check({
      {"add(1,2)", "3"},
      {"add('a','b')", R"("ab")"},
      {"add([1],[2])", "[1, 2]"},
      {"add((1,),(2,))", "[1, 2]"},
      {"add(b'a',b'b')", "b'ab'"},
      {"add('a',1)", "error: Both inputs must be numbers"},
      {"add(None,1)", "error: Both inputs must be numbers"},
      {"add(1,2j)", "(1+2j)"},
      {"add(10**400,1.5)", "raises: int too large to convert to float"},
      {"subtract(2,0.9)", "1.1"},
      {"subtract('a','b')", "error: Both inputs must be numbers"},
      {"multiply(True,3)", "3"},
      {"multiply('a',3)", "error: Both inputs must be numbers"},
      {"multiply(2j,3)", "error: Both inputs must be numbers"},
      {"divide(1,3)", "0.3333333333333333"},
      {"divide(1,False)", "error: Cannot divide by zero"},
      {"divide('a',0.0)", "error: Cannot divide by zero"},
      {"divide('a',1)", "error: Both inputs must be numbers"},
      {"divide(10**4000,3)", "raises: integer division result too large for a float"},
      {"divide(7,2j)", "-3.5j"},
      {"power(2,200)", "1606938044258990275541962092341162602522202993782792835301376"},
      {"power(2,-2)", "0.25"},
      {"power(0,-1)", "raises: 0.0 cannot be raised to a negative power"},
      {"power(0.0,-1)", "raises: 0.0 cannot be raised to a negative power"},
      {"power(-1,10**4000)", "1"},
      {"power(-8,1/3)", "(1.0000000000000002+1.7320508075688772j)"},
      {"power(-1e200,1000.5)", "raises: complex exponentiation"},
      {"power(1e308,2)", "raises: (34, 'Numerical result out of range')"},
      {"power(2j,2)", "(-4+0j)"},
      {"power(2j,-2)", "(-0.25-0j)"},
      {"power(1+2j,0.5)", "(1.272019649514069+0.7861513777574233j)"},
      {"power(0j,-1)", "raises: 0.0 to a negative or complex power"},
      {"power(0j,2.5)", "0j"},
      {"power(1j,1000)", "(1-1.6070832296378168e-13j)"},
      {"power(2,1j)", "(0.7692389013639721+0.6389612763136348j)"},
      {"power(-2.5,2)", "6.25"},
      {"power(1e300j,50)", "(nan+nanj)"},
      {"absolute_value(-5)", "5"},
      {"absolute_value(-0.0)", "0.0"},
      {"absolute_value(3+4j)", "5.0"},
      {"absolute_value('a')", "error: Input must be a number"},
      {"absolute_value(True)", "1"},
      {"absolute_value(-10**30)", "1000000000000000000000000000000"},
      {"round_number(2.5)", "2.0"},
      {"round_number(3.5)", "4.0"},
      {"round_number(2.675,2)", "2.67"},
      {"round_number(-2.5,0)", "-2.0"},
      {"round_number(1234.5678,-2)", "1200.0"},
      {"round_number(150.0,-2)", "200.0"},
      {"round_number(250.0,-2)", "200.0"},
      {"round_number(-250.5,-2)", "-300.0"},
      {"round_number(-49.9,-2)", "-0.0"},
      {"round_number(1.7e308,-308)", "raises: rounded value too large to represent"},
      {"round_number(1.2e308,-308)", "1e+308"},
      {"round_number(1.7e308,-400)", "0.0"},
      {"round_number(5e-324,323)", "0.0"},
      {"round_number(5e-324,322)", "0.0"},
      {"round_number(1.5e300,20)", "1.5e+300"},
      {"round_number(1.5,10**30)", "1.5"},
      {"round_number(-1.5,-10**30)", "-0.0"},
      {"round_number(25,-1)", "20"},
      {"round_number(35,-1)", "40"},
      {"round_number(-25,-1)", "-20"},
      {"round_number(12345,-10)", "0"},
      {"round_number(12345,10**30)", "12345"},
      {"round_number(True,-1)", "0"},
      {"round_number(5,True)", "5"},
      {"round_number(2.5,None)", "2"},
      {"round_number(7,None)", "7"},
      {"round_number(1e400,None)", "raises: cannot convert float infinity to integer"},
      {"round_number(1e999-1e999,None)", "raises: cannot convert float NaN to integer"},
      {"round_number(1e999,2)", "Infinity"},
      {"round_number('a')", "error: First input must be a number, second input must be an integer"},
      {"round_number(1,1.0)", "error: First input must be a number, second input must be an integer"},
      {"round_number(2j)", "error: First input must be a number, second input must be an integer"},
      {"percentage(1,3)", "33.33333333333333"},
      {"percentage(1,0)", "error: Whole value cannot be zero"},
      {"percentage('a',0)", "error: Whole value cannot be zero"},
      {"percentage('a',1)", "error: Both inputs must be numbers"},
      {"percentage(1e308,1e-10)", "Infinity"},
  });
}

TEST(Math, Lists) {
  check({
      {"min_value([3,1,2])", "1"},
      {"min_value([1,True,1.0])", "1"},
      {"min_value([True,1])", "true"},
      {"max_value([1,True,1.0])", "1"},
      {"min_value('bca')", R"("a")"},
      {"max_value({2:1,5:0})", "5"},
      {"min_value([[2],[1,5]])", "[1, 5]"},
      {"min_value([[1],[1,5]])", "[1]"},
      {"min_value([(1,2),(1,)])", "[1]"},
      {"min_value([1,'a'])", "error: All elements in the list must be numbers"},
      {"min_value([1j,2])", "error: All elements in the list must be numbers"},
      {"min_value([1j])", "1j"},
      {"min_value(5)", "error: All elements in the list must be numbers"},
      {"min_value(0)", "error: Cannot find minimum of an empty list"},
      {"min_value(b'ba')", "97"},
      {"max_value([1e999-1e999,1])", "NaN"},
      {"max_value([1,1e999-1e999])", "1"},
      {"min_value([[1],(1,)])", "error: All elements in the list must be numbers"},
      {"sum_values([0.1]*10)", "0.9999999999999999"},
      {"sum_values([1,2.5,10**400])", "raises: int too large to convert to float"},
      {"sum_values([10**400,-10**400,0.5])", "0.5"},
      {"sum_values(['a'])", "error: All elements in the list must be numbers"},
      {"sum_values([[1]])", "error: All elements in the list must be numbers"},
      {"sum_values('')", "error: Cannot calculate sum of an empty list"},
      {"sum_values({1:2,3:4})", "4"},
      {"sum_values(b'ab')", "195"},
      {"sum_values([1j,2])", "(2+1j)"},
      {"mean([1,2,4])", "2.3333333333333335"},
      {"mean([10**4000])", "raises: integer division result too large for a float"},
      {"mean([1e308,1e308])", "Infinity"},
      {"mean([1j,2])", "(1+0.5j)"},
      {"mean(5)", "error: All elements in the list must be numbers"},
      {"mean([])", "error: Cannot calculate mean of an empty list"},
      {"mean('a')", "error: All elements in the list must be numbers"},
      {"standard_deviation([1,2,4])", "1.247219128924647"},
      {"standard_deviation([5])", "0.0"},
      {"standard_deviation([1e200,-1e200])", "raises: (34, 'Numerical result out of range')"},
      {"standard_deviation([1e999,1])", "NaN"},
      {"standard_deviation([1j,2])", "error: All elements in the list must be numbers"},
      {"standard_deviation([10**400,1])", "raises: integer division result too large for a float"},
      {"standard_deviation([True,False])", "0.5"},
      {"standard_deviation(['a'])", "error: All elements in the list must be numbers"},
  });
}

TEST(Math, Units) {
  check({
      {"si_unit_conversion(1,'km','m')", "1000.0"},
      {"si_unit_conversion(5,'m','m')", "5.0"},
      {"si_unit_conversion(1.5,'cm','nm')", "14999999.999999998"},
      {"si_unit_conversion(10**400,'km','m')", "error: Conversion resulted in a value too large to represent"},
      {"si_unit_conversion(1e308,'km','nm')", "Infinity"},
      {"si_unit_conversion('a','km','m')", "error: Value must be a number"},
      {"si_unit_conversion(1,[],'m')", "raises: unhashable type: 'list'"},
      {"si_unit_conversion(1,'km',[])", "raises: unhashable type: 'list'"},
      {"si_unit_conversion(1,'x',[])", "error: Conversion from 'x' to '[]' is not supported"},
      {"si_unit_conversion(True,'mm','um')", "1000.0"},
      {"imperial_si_conversion(1,'cm','in')", "0.393701"},
      {"imperial_si_conversion(37,'celsius','fahrenheit')", "98.60000000000001"},
      {"imperial_si_conversion(98.6,'fahrenheit','celsius')", "37.0"},
      {"imperial_si_conversion(5,'x','x')", "5"},
      {"imperial_si_conversion(5,[],[])", "5"},
      {"imperial_si_conversion(5,1,1.0)", "5"},
      {"imperial_si_conversion(5,'cm','ft')", "error: Conversion from 'cm' to 'ft' is not supported"},
      {"imperial_si_conversion(10**400,'km','miles')", "error: Conversion resulted in a value too large to represent"},
      {"imperial_si_conversion('5','km','miles')", "error: Value must be a number"},
  });
}

TEST(Math, SquareRoots) {
  check({
      {"square_root(2,5)", "Decimal('1.4142')"},
      {"square_root(100,1)", "Decimal('1E+1')"},
      {"square_root(10000,2)", "Decimal('1.0E+2')"},
      {"square_root(123456789012345678901234567890,5)", "Decimal('3.5136E+14')"},
      {"square_root(15241578753238836750495351562536198787501905199875019052100,10)", "Decimal('1.234567890E+29')"},
      {"square_root(0.25,5)", "Decimal('0.5')"},
      {"square_root(1e-300,8)", "Decimal('1.0000000E-150')"},
      {"square_root(5e-324,30)", "Decimal('2.22275874948507748344271341427E-162')"},
      {"square_root(1e300,8)", "Decimal('1.0000000E+150')"},
      {"square_root(-0.0,3)", "Decimal('-0')"},
      {"square_root(0,3)", "Decimal('0')"},
      {"square_root(1e999,3)", "Decimal('Infinity')"},
      {"square_root(1e999-1e999,3)", "Decimal('NaN')"},
      {"square_root(4,10**17)", "Decimal('2')"},
      {"square_root(2,10**17)", "raises: "},
      {"square_root(2,10**18)", "raises: valid range for prec is [1, MAX_PREC]"},
      {"square_root(2,10**30)", "raises: Python int too large to convert to C ssize_t"},
      {"square_root(2,-10**30)", "raises: Python int too large to convert to C ssize_t"},
      {"square_root(2,True)", "Decimal('1')"},
      {"square_root(2,2.0)", "error: Input must be a number or computation resulted in an invalid operation"},
      {"square_root(-1,'x')", "error: Cannot calculate square root of a negative number"},
      {"square_root('4',3)", "error: Input must be a number or computation resulted in an invalid operation"},
      {"square_root(2j,3)", "error: Input must be a number or computation resulted in an invalid operation"},
      {"square_root(99.99,3)", "Decimal('10.0')"},
      {"square_root(0.99999999,3)", "Decimal('1.00')"},
      {"square_root(9999999999,5)", "Decimal('1.0000E+5')"},
      {"square_root(10**4299,3)", "Decimal('3.16E+2149')"},
      {"square_root(1e22,50)", "Decimal('100000000000')"},
      {"square_root(1e23,50)", "Decimal('316227766016.83791993633551528839746949478371603096')"},
      {"square_root(0.000001,10)", "Decimal('0.001000000000')"},
      {"square_root(0.0000152587890625,10)", "Decimal('0.00390625')"},
  });
}

TEST(Math, Logarithms) {
  check({
      {"logarithm(100,10,5)", "mpf('2.0')"},
      {"logarithm(8,2,15)", "mpf('3.0')"},
      {"logarithm(2,10,50)", "mpf('0.30102999566398119521373889472449302676818988146210811')"},
      {"logarithm(1000,10,1)", "mpf('3.0')"},
      {"logarithm(3,7,-5)", "mpf('0.5')"},
      {"logarithm(-1,2,5)", "mpc(real='0.0', imag='4.5323639')"},
      {"logarithm(5,-2,7)", "mpc(real='0.107784654', imag='-0.4885188676')"},
      {"logarithm(-5,-2,7)", "mpc(real='1.061364323', imag='-0.2781252414')"},
      {"logarithm(0,2,5)", "mpf('-inf')"},
      {"logarithm(2,0,5)", "mpf('0.0')"},
      {"logarithm(0,-1,3)", "mpc(real='nan', imag='+inf')"},
      {"logarithm(1,1,5)", "error: "},
      {"logarithm(2,1,5)", "error: "},
      {"logarithm(1,2,5)", "mpf('0.0')"},
      {"logarithm('1e500','10L',5)", "mpf('500.0')"},
      {"logarithm('1/3',' 2/-4 ',5)", "mpc(real='0.073574305', imag='0.33346558')"},
      {"logarithm('2_0',2,5)", "mpf('4.3219299')"},
      {"logarithm('1/0',2,5)", "error: "},
      {"logarithm('x',2,5)", "error: cannot create mpf from 'x'"},
      {"logarithm('infinity',2,5)", "error: cannot create mpf from 'infinity'"},
      {"logarithm('.5','-.5',12)", "mpc(real='0.046420323545405', imag='0.21039362420791')"},
      {"logarithm('1e-99999','1E+3',20)", "mpf('-33333.0')"},
      {"logarithm(1e999,2,5)", "mpf('+inf')"},
      {"logarithm(-1e999,2,5)", "mpc(real='+inf', imag='4.5323639')"},
      {"logarithm(-1e999,-3,5)", "mpc(real='+inf', imag='-inf')"},
      {"logarithm(3,-1e999,5)", "mpc(real='nan', imag='0.0')"},
      {"logarithm(1e999-1e999,-2,5)", "mpc(real='nan', imag='nan')"},
      {"logarithm(0,-1e999,4)", "mpc(real='nan', imag='nan')"},
      {"logarithm(1.0000000000000002,10,5)", "mpf('9.6432689e-17')"},
      {"logarithm(0.9999999999999999,10,50)", "mpf('-4.8216373327664358212553750465543770904723598092216486e-17')"},
      {"logarithm(10**4000,3,30)", "mpf('8383.61309715753841718627008808611')"},
      {"logarithm(1e-320,3,17)", "mpf('-670.68905790618650542')"},
      {"logarithm(2,3,'10')", "mpf('0.6309297535699')"},
      {"logarithm(2,3,b'7')", "mpf('0.6309297532')"},
      {"logarithm(2,3,3.9)", "mpf('0.630859')"},
      {"logarithm(2,3,True)", "mpf('0.6328')"},
      {"logarithm(2,3,1e999-1e999)", "error: cannot convert float NaN to integer"},
      {"logarithm(2,3,1e999)", "error: cannot convert float infinity to integer"},
      {"logarithm(2,3,10**400)", "error: int too large to convert to float"},
      {"logarithm(2,3,1e308)", "error: cannot convert float infinity to integer"},
      {"logarithm(3,2,10**18)", "error: "},
      {"logarithm(3,2,10**20)", "error: too many digits in integer"},
  });
}

TEST(Math, IntsOfAnySizeAreComputedUpToWhatPythonPrints) {
  World world = fixtures::world_of("MathAPI", {});
  EXPECT_EQ(run(world, "power(10, 4299)"), R"({"result": 1)" + std::string(4299, '0') + "}");
  EXPECT_EQ(run(world, "power(10, 5000)"), kTooManyDigits);
  EXPECT_EQ(run(world, "power(3, 10**18)"), kTooManyDigits);
  EXPECT_EQ(run(world, "power(3, 10**4000)"), kTooManyDigits);
  EXPECT_EQ(run(world, "multiply(10**4000, 10**4000)"), kTooManyDigits);
  EXPECT_EQ(run(world, "sum_values([10**4299] * 20)"), kTooManyDigits);
  EXPECT_EQ(run(world, "round_number(5, -10**18)"), R"({"result": 0})");
}

TEST(Math, PrecisionIsBounded) {
  World world = fixtures::world_of("MathAPI", {});
  // Python would compute for long, or run out of memory.
  EXPECT_EQ(run(world, "logarithm(3, 2, 2000000)"), R"({"error": ""})");
  EXPECT_EQ(run(world, "square_root(2, 2000000)"), kRaised);
  EXPECT_EQ(run(world, "logarithm('1e1000000', 10, 15)"), R"({'result': mpf('999999.99999999977')})");
  EXPECT_EQ(run(world, "logarithm('1e1000000000', 10, 15)").substr(0, 31), R"({'result': mpf('999999999.99999)");
  EXPECT_EQ(run(world, "logarithm('1e99999999999999999999', 10, 15)"), R"({"error": "exponent out of range"})");
  EXPECT_EQ(run(world, "logarithm(7, 7.5, 1000)").size(), 1024U);
  EXPECT_EQ(run(world, "square_root(7, 4300)").size(), 4324U);
}

TEST(Math, HasNoState) {
  World world = fixtures::world_of("MathAPI", {{"numbers", core::List{1}}});
  World copy = world;
  run(copy, "add(1, 2)");
  EXPECT_TRUE(world.simulator(0).equals(copy.simulator(0)));
  EXPECT_EQ(world.simulator(0).state_repr(), "{}");
}

}  // namespace
