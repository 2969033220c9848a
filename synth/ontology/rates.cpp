#include "synth/ontology/tables.h"

namespace synth {

// Percentages and probabilities: as "5%", "five percent" or 0.05 in the request, as 0.05 or 5 in the call.
const std::string_view kRates = R"(
@ rates | percentages, rates, business_math, probability_tools, growth
c I'm preparing the figures for {a report|tomorrow's meeting}.
c I'm checking {a colleague's|my own} spreadsheet.
x Why are prices rising everywhere?
x Who came up with the percent sign?

# percent_of calc share
n percentage_of_amount, percent_of_total, share_of_total
d a percentage of {an amount|a total}
p share pct 0.5..95/0.5 | percentage, percent, share, portion | The {percentage|share} {of the total|to take}
p total money 40..90000/20 | total, whole, base_amount, full_amount | The {total|amount} {that the percentage refers to|to take it from}
w <share> of <total>
q How much is <share> of <total>?
b a percentage of an amount
= share*total

# commission calc
n sales_commission, commission, agent_commission
d the commission on a sale
p sales money 500..400000/500 | sales, sale_amount, deal_value, sales_volume | The {amount|value} of the sale
p rate pct 0.5..12/0.25 | commission_rate, rate, commission_share | The {commission rate|rate of the commission}
o bonus money 50..2000/50 =0 | bonus, fixed_bonus, flat_fee | {The f|F}ixed amount that is paid on top ~ {plus|with} a {fixed |}bonus of <bonus>
w the commission on {sales|a sale} of <sales> at {a rate of |}<rate>
q How much commission do I {get|earn} on a <sales> {sale|deal} at <rate>?
b a sales commission
= sales*rate+bonus

# inflation predict
n price_after_inflation, inflated_price, future_cost
d the price of something after some years of inflation
p price money 5..5000/5 | current_price, price, todays_cost | {The p|P}rice today
p rate pct 0.5..9/0.25 | inflation_rate, annual_inflation, inflation | {The y|Y}early inflation rate
p years int 2..25 | years, number_of_years, horizon | {The number of years|How many years} to look ahead
w the price of a <price> {item|product} {after|in} <years+year> with {<rate> inflation|an inflation rate of <rate>}
q What will something that costs <price> today cost in <years+year> {with <rate> inflation|if inflation is <rate>}?
b a price after inflation
= price*(1+rate)^years

# defects predict
n faulty_parts, defect_count, expected_defects
d the {expected number|number} of faulty parts in a batch
p batch int 200..90000/100 | batch_size, parts, quantity | {The number of|How many} parts in the batch
p rate pct 0.1..6/0.1 | defect_rate, failure_rate, faulty_share | {The s|S}hare of parts that are faulty
w the number of faulty parts in a batch of <batch#> with a defect rate of <rate>
q How many {bad|faulty} parts should I expect in a batch of <batch#> if <rate> of them fail?
b the faulty parts of a batch
= batch*rate

# at_least_once calc
n chance_of_any, at_least_one_event, hit_probability
d the probability that something happens at least once in several attempts
p chance num 0.01..0.6/0.01 | probability, chance, p, event_probability | {The p|P}robability of the event in one attempt, {between 0 and 1|from 0 to 1}
p tries int 2..60 | tries, attempts, n, repetitions | {The number of|How many} attempts
w the {probability|chance} of at least one {hit|win} in <tries+attempt> if each has a probability of <chance>
w the {probability|chance} that something with a probability of <chance> happens in <tries+attempt>
q How likely is at least one {hit|win} in <tries+attempt> with a probability of <chance> each?
b the probability of at least one success
= 1-(1-chance)^tries

# sample_size calc
n survey_sample_size, required_respondents, poll_size
d the number of people {to ask|that are needed} for a survey
p margin pct 1..10/0.5 | margin_of_error, margin, error_margin | The {accepted |}margin of error
o share pct 5..50/5 =50 | expected_share, proportion, expected_proportion | {The s|S}hare of answers that is expected ~ {expecting|with} <share> of yes answers
w the number of {people|respondents} needed for {a survey|a poll} with a margin of error of <margin>
w the {survey|poll} size for {a margin of error of <margin>|a <margin> margin of error}
b the size of a survey
= 3.8416*share*(1-share)/margin^2

# significance check
n significance, test_significance, p_value_significance
d whether a test result is significant
p value num 0.001..0.2/0.001 | p_value, p, observed_p | The p-value of the test
p level num 0.01..0.1/0.01 | alpha, significance_level, threshold | The significance level
v {check|find out} {if|whether} a p-value of <value> is significant at {a level of |the level }<level>
q Is a p-value of <value> significant {at|for} alpha = <level>?
b the significance of a test result

# campaign predict
n shop_revenue, campaign_revenue, store_sales
d the revenue of an online {shop|store}
p visitors int 500..200000/500 | visitors, visits, sessions | {The number of|How many} visitors
p rate pct 0.2..9/0.1 | conversion_rate, conversion, buying_share | {The s|S}hare of visitors who buy something
p order money 10..400/5 | average_order, order_value, basket_value | {The a|A}verage value of an order
w the revenue from <visitors#> visitors {with|at} a conversion rate of <rate> and an average order of <order>
q How much do we {earn|sell} if <rate> of <visitors#> visitors spend <order> each?
b the revenue of an online shop
= visitors*rate*order

# churn predict
n remaining_customers, subscribers_left, customer_retention
d the number of customers that are left after some months
p start int 200..60000/100 | customers, initial_customers, subscribers | {The number of|How many} customers at the start
p churn pct 0.5..12/0.5 | churn_rate, monthly_churn, churn | {The s|S}hare of customers who leave {each|every} month
p months int 2..24 | months, number_of_months, period | {The number of|How many} months
w the number of customers left after <months+month> if we start with <start#> and lose <churn> {a|every} month
q How many of our <start#> {subscribers|customers} are left after <months+month> {at|with} a monthly churn of <churn>?
b the customers that are left
= start*(1-churn)^months

# screening calc
n positive_predictive_value, screening_result, condition_probability
d the probability of having a condition after a positive test
p prevalence pct 0.1..15/0.1 | prevalence, base_rate, prior | {The s|S}hare of people who have the condition
p sensitivity pct 70..99 | sensitivity, true_positive_rate, detection_rate | {The s|S}hare of sick people whom the test finds
p specificity pct 80..99 | specificity, true_negative_rate | {The s|S}hare of healthy people whom the test clears
w the probability of {being ill|having the condition} after a positive test with a prevalence of <prevalence>, a sensitivity of <sensitivity> and a specificity of <specificity>
b the probability after a positive test
= prevalence*sensitivity/(prevalence*sensitivity+(1-prevalence)*(1-specificity))

# vat calc
n price_with_vat, gross_price, vat_inclusive_price
d the price of something with value added tax
p net money 5..9000/5 | net_price, net_amount, price_without_vat | The price without the tax
p vat pct 4..25/0.5 | vat_rate, vat, tax_percentage | The {VAT rate|rate of the tax}
w the price of <net> {plus|with} <vat> VAT
w the gross price for a net amount of <net> {at|with} a VAT rate of <vat>
q What does {something that costs|an item of} <net> before tax cost with <vat> VAT?
b a price with VAT
= net*(1+vat)

# network_training make
n neural_network, network_training, classifier
d a neural network on a data set
p data lex dataset | dataset, data, training_data | The data {to train on|for the training}
p rate num 0.001..0.05/0.001 | learning_rate, lr, step_size | The learning rate
o dropout num 0.05..0.6/0.05 =0.1 | dropout, dropout_rate, drop_probability | {The p|P}robability with which units are dropped ~ {with|and} {a dropout of <dropout>|<dropout> dropout}
o decay num 0.001..0.1/0.001 =0 | weight_decay, decay, l2 | The weight decay ~ {with|using} a weight decay of <decay>
v train a neural network on the <data> data with a learning rate of <rate>
v fit a {small |}network to the <data> data {using|with} a learning rate of <rate>
b the training of a neural network
)";

}  // namespace synth
