#include "synth/ontology/tables.h"

namespace synth {

const std::string_view kMaths = R"(
@ maths | math, algebra, math_toolkit, calculus, number_theory, arithmetic
c I'm {studying|revising} for a maths {exam|test}.
c {My|Our} teacher gave us this {exercise|problem}.
x What is the Riemann hypothesis?
x Who invented the number zero?
x How can I get better at mental arithmetic?

# power calc
n power, exponent, number_power, exponentiation
d the result of raising a number to a power
p base int 2..30 | base, number, x | The base number
p exponent int 2..9 | exponent, power, n | The exponent {to raise the base to|}
o modulus int 3..50 | modulus, mod | {Optional modulus|If given, the result is taken modulo this number} ~ modulo <modulus>
w <base#> {raised to the power of|to the power of} <exponent#>
w the result of raising <base#> to the power {of |}<exponent#>
b the power of a number
= base^exponent

# gcd calc
n gcd, greatest_common_divisor, highest_common_factor
d the greatest common divisor of two {integers|numbers}
p a int 12..400 | a, num1, number1, first_number, x | The first {number|integer}
p b int 12..400 | b, num2, number2, second_number, y | The second {number|integer}
w the {greatest common divisor|GCD|highest common factor} of <a> and <b>
q What {number is the largest that divides|is the largest number that divides} both <a> and <b>?
b the greatest common divisor
= gcd(a,b)

# lcm calc
n lcm, least_common_multiple
d the least common multiple of two {integers|numbers}
p a int 4..90 | a, num1, number1, first_number | The first {number|integer}
p b int 4..90 | b, num2, number2, second_number | The second {number|integer}
w the {least common multiple|LCM} of <a> and <b>
b the least common multiple
= a*b/gcd(a,b)

# factorial calc
n factorial, factorial_of_number
d the factorial of a {non-negative|positive|given} integer
p n int 3..20 | n, number, num | The {number|integer} {whose factorial is needed|to calculate the factorial of}
w the factorial of <n#>
q How many ways are there to arrange <n#> different books on a shelf?
b the factorial of a number
= fact(n)

# prime_check check
n prime_number, is_prime, primality
d whether a number is prime
p number int 11..9999 | number, num, n | The number to {check|test}
v {check|find out|verify} {if|whether} <number> is {a prime number|prime}
q Is <number> a prime number?
b whether a number is prime

# prime_factors look
n prime_factors, prime_factorization, factors_of_number
d the prime factors of a number
p number int 12..9000 | number, n, num | The number to {factorize|factor}
o with_powers bool =false | with_powers, include_exponents | Whether to return exponents too ~ {including|together with} {the |their |}exponents
ws the prime factors of <number>
w the prime factorization of <number>
b the prime factors of a number

# fibonacci make
n fibonacci_sequence, fibonacci_numbers, fibonacci_series
d the first n numbers of the Fibonacci sequence
p n int 5..40 | n, count, length, num_terms | {How many numbers|Number of terms} to generate
v {generate|list|give me} the first <n#> {numbers|terms} of the Fibonacci {sequence|series}
b the Fibonacci sequence

# quadratic_roots solve
n quadratic_equation, quadratic_roots, roots_of_quadratic
d the roots of a quadratic equation ax^2 + bx + c = 0
p a int 1..9 | a, coefficient_a, quad_a | {The c|C}oefficient of x^2
p b int -20..20 | b, coefficient_b, linear_b | {The c|C}oefficient of x
p c int -30..5 | c, coefficient_c, constant_c | {The c|C}onstant term
o root_type enum real;all =real | root_type, solutions | Which roots to return ~ . {I want|Return} <root_type> roots
ws the roots of {the|a} quadratic equation {with|where|for} a = <a#>, b = <b#> and c = <c#>
ws the solutions of the quadratic equation with coefficients a=<a#>, b=<b#>, c=<c#>
v {solve|find the roots of} the quadratic equation {with|where} a=<a#>, b=<b#> and c=<c#>
b the roots of a quadratic equation
= (-b+sqrt(b^2-4*a*c))/(2*a)

# linear_equation solve
n linear_equation, linear_solver
d a linear equation of the form ax + b = c for x
p a int 2..15 | a, coefficient, slope | {The c|C}oefficient of x
p b int -30..40 | b, constant, intercept | {The c|C}onstant added to ax
p c int -50..90 | c, result, right_side | {The r|R}ight-hand side
v solve {the linear equation |}ax + b = c for a = <a#>, b = <b#> and c = <c#>
v find x {such that|if} ax + b = c {with|where} a is <a#>, b is <b#> and c is <c#>
b a linear equation
= (c-b)/a

# derivative calc
n derivative, function_derivative, derivative_at_point
d the derivative of a function{ at a point|}
p function lex function_text | function, expression, func | The function {of x |}to differentiate{, as a string|}
p x int -5..12 | x, value, point, x_value | The {value of x|point} at which to evaluate the derivative
w the derivative of {the function |f(x) = |}<function> at x = <x#>
v differentiate <function> and evaluate it at x = <x#>
b the derivative of a function

# integral calc
n definite_integral, integral, area_under_curve
d the definite integral of a function {between two bounds|over an interval}
p function lex function_text | function, expression, func, f | The function to integrate{, as a string|}
p lower int -4..3 | lower_bound, start, a, x_start | The lower {bound|limit} of {integration|the interval}
p upper int 4..15 | upper_bound, end, b, x_end | The upper {bound|limit} of {integration|the interval}
o method enum simpson;trapezoid;gauss =simpson | method, rule | The numerical method {to use|} ~ using the <method> method ~ with the <method> rule
w the {definite |}integral of <function> from <lower#> to <upper#>
w the area under {the curve |}y = <function> {between x = <lower#> and x = <upper#>|from x = <lower#> to x = <upper#>}
v integrate <function> from <lower#> to <upper#>
b the integral of a function

# logarithm calc
n logarithm, log_value, log_of_number
d the logarithm of a number {to|in} a given base
p number int 2..5000 | number, value, x | The number {to take the logarithm of|}
o base int 2..12 =10 | base, log_base | The base of the logarithm ~ {to the|with} base <base#> ~ in base <base#>
w the logarithm of <number>
w the log of <number>
b the logarithm of a number
= log(number,base)

# matrix_mult calc
n vector_dot_product, dot_product
d the dot product of two vectors
p a ints -9..15 x3..3 | vector_a, vector1, a, first_vector | The first vector
p b ints -9..15 x3..3 | vector_b, vector2, b, second_vector | The second vector
w the dot product of {the vectors |}<a> and <b>
b the dot product of two vectors
= dot(a,b)

# sort_list control
n numbers_sort, list_sorting, sort_numbers
d the order of a list of numbers
p numbers ints 1..99 x4..8 | numbers, list, values, items | The {list of |}numbers to sort
o order enum ascending;descending =ascending | order, direction, sort_order | The order {of sorting|in which to sort} ~ in <order> order
v sort {the numbers|the list|these numbers:} <numbers>
v arrange {the numbers|} <numbers>
b the sorting of a list of numbers

# base_convert convert
n number_base, base_conversion, numeral_system
d a number from one numeral base to another
p number int 5..900 | number, value | The number to convert
p from_base int 3..10 | from_base, source_base, base_from | The base {of the number|the number is written in}
p to_base int 11..36 | to_base, target_base, base_to | The {target base|base to convert to}
v convert {the number |}<number#> from base <from_base#> to base <to_base#>
q What is <number#> in base <from_base#> {when written in|converted to} base <to_base#>?
b the conversion of a number to another base

@ statistics | stats, statistics, probability, data_analysis, statistical_tools
c I'm {analysing|looking at} {some measurements|the results of an experiment}.
c For my statistics {course|class|project}:
x Who is considered the founder of modern statistics?
x Why is the bell curve called normal?

# mean calc average
n mean, average, arithmetic_mean, list_average
d the {mean|average|arithmetic mean} of a list of numbers
p numbers ints 2..99 x4..8 | numbers, data, values, dataset | {The l|L}ist of numbers{ to average|}
o decimals int 1..6 =2 | decimals, precision, round_to | Number of decimal places ~ {rounded to|with} <decimals+decimal place>
w the {mean|average} of {the numbers |the following numbers: |}<numbers>
w the average of this data set: <numbers>
b the average of a list of numbers
= mean(numbers)

# median calc median
n median, list_median, dataset_median
d the median of a {list of numbers|data set}
p numbers ints 1..120 x5..9 | numbers, data, values | {The l|L}ist of numbers
w the median of {the numbers |the values |}<numbers>
b the median of a data set
= median(numbers)

# std calc deviation
n standard_deviation, std_dev, sample_deviation
d the standard deviation of a {list of numbers|data set}
p data ints 3..150 x4..8 | data, numbers, values, samples | The {data points|list of numbers}
o sample bool =true | sample, is_sample, use_sample | Whether the data is a sample ~ {treating|taking} {the data|it} as a sample ~! {treating|taking} {the data|it} as the whole population
w the standard deviation of {the numbers |the data |}<data>
b the standard deviation of a data set
= sqrt(variance(data))

# correlation calc
n correlation, pearson_correlation, correlation_coefficient
d the Pearson correlation {coefficient |}between two variables
p x ints 1..60 x4..6 | x, x_values, first_variable, data1 | {The v|V}alues of the first variable
p y ints 1..60 x4..6 | y, y_values, second_variable, data2 | {The v|V}alues of the second variable
w the correlation between x = <x> and y = <y>
w the Pearson correlation of {the series |}<x> and <y>
b the correlation of two variables
= correlation(x,y)

# binomial calc
n binomial_probability, binomial_distribution, prob_binomial
d the probability of {getting exactly k successes|a number of successes} in n independent trials
p n int 6..40 | n, trials, number_of_trials, num_trials | {The number of|How many} trials
p k int 1..6 | k, successes, number_of_successes, num_success | {The number of|How many} successes
p p num 0.05..0.95/0.05 | p, success_probability, prob, probability_of_success | {The p|P}robability of success in {each|one} trial
w the probability of {exactly|} <k+success> in <n+trial> {if|when} the {success probability|chance of success} is <p>
w the binomial probability {for|with} n = <n#>, k = <k#> and p = <p>
b a binomial probability
= fact(n)/(fact(k)*fact(n-k))*p^k*(1-p)^(n-k)

# combinations calc
n combinations, n_choose_k, number_of_combinations
d the number of ways to choose k items from n
p n int 6..45 | n, total, total_items, items | {The t|T}otal number of items
p k int 2..5 | k, choose, selected, group_size | {How many|Number of} items to choose
w the number of ways to choose <k#> {items |people |}{from|out of} <n#>
w the number of combinations of <k#> from <n#>
q How many different groups of <k#> can be made from <n#> {people|students|cards}?
b the number of combinations
= fact(n)/(fact(k)*fact(n-k))

# dice_probability calc
n dice_sum_probability, dice_probability
d the probability of rolling a given sum with several dice
p dice int 2..5 | num_dice, dice, number_of_dice | {The number of|How many} dice {are rolled|}
p target int 5..20 | target_sum, target, desired_sum, total | The sum {to be rolled|of interest}
o sides int 8..20 =6 | sides, die_sides, faces | Number of sides on each die ~ {using|with} <sides#>-sided dice
w the probability of rolling a {sum|total} of <target#> with <dice#> dice
q {What are the odds|How likely is it} to get a total of <target#> when {I roll|rolling} <dice#> dice?
b the probability of a dice roll

# normal_cdf calc
n normal_probability, z_score_probability, normal_cdf
d the probability that a normal variable is below a value
p value int 40..190 | value, x, threshold | The {value|threshold}
p mean int 50..150 | mean, mu, average | {The m|M}ean of the distribution
p sd int 3..25 | std_dev, sigma, standard_deviation, sd | {The s|S}tandard deviation of the distribution
w the probability {of a value|that a value is} below <value#> in a normal distribution with mean <mean#> and standard deviation <sd#>
b a normal distribution probability
= normcdf((value-mean)/sd)

# confidence calc
n confidence_interval, mean_confidence_interval
d the confidence interval of a sample mean
p mean num 5..90/0.5 | sample_mean, mean, average | {The m|M}ean of the sample
p sd num 0.5..12/0.5 | std_dev, sample_std, standard_deviation | {The s|S}tandard deviation of the sample
p n int 12..500 | n, sample_size, size, num_observations | {The s|S}ample size
o level enum 0.90=90%;0.95=95%;0.99=99% =0.95 | confidence_level, level | {The c|C}onfidence level as a string ~ {at|with} {a|the} <level> confidence level
w the confidence interval {for|of} a sample mean of <mean#> with standard deviation <sd#> and {a |}sample size {of |}<n#>
b a confidence interval
= mean-1.96*sd/sqrt(n)
)";

}  // namespace synth
