#include "synth/ontology/tables.h"

namespace synth {

const std::string_view kFinance = R"(
@ finance | finance, investment, financial, finance_calculator, banking
c I'm {planning|thinking about} my {savings|finances|retirement}.
c {My|Our} {bank|adviser} asked us to {check|look into} this.
c We are {considering|looking at} a new investment.
x How does the stock exchange work?
x What is the difference between a stock and a bond?
x Should I trust my broker?

# compound_interest calc interest
n compound_interest, compound_growth, investment_growth
d compound interest on {an investment|a deposit}{ over time|}
p principal money 500..90000/500 | principal, amount, initial_amount, principal_amount | The {principal amount|initial amount of money}
p rate pct 1..12/0.5 | rate, interest_rate, annual_rate, annual_interest_rate | {The a|A}nnual interest rate
p years int 2..30 | years, time, term, number_of_years, t | {The number of years|How many years} the money is invested
o frequency enum annually;monthly;quarterly;daily =annually | compounding, frequency, compounding_frequency | How often {the |}interest is compounded ~ compounded <frequency>
w the compound interest on {a deposit of |}<principal> at {an annual rate of |}<rate> {over|for} <years+year>
w the compound interest {for|on} a principal of <principal>, {an interest rate of|a rate of} <rate> and {a term of |}<years+year>
q How much {interest|money} will I earn on <principal> invested at <rate> for <years+year>?
b the compound interest
= principal*(1+rate)^years-principal

# simple_interest calc interest
n simple_interest, interest_amount
d simple interest {earned|on a principal}
p principal money 200..40000/100 | principal, amount, principal_amount | The principal
p rate pct 1..15/0.5 | rate, interest_rate, r | The {yearly|annual} interest rate
p years int 1..15 | years, time, duration, t | {The t|T}ime in years
w the simple interest on <principal> at <rate> {for|over} <years+year>
w the simple interest earned on a loan of <principal> with a <rate> rate {over|after} <years+year>
b the simple interest
= principal*rate*years

# loan_payment calc
n loan_payment, monthly_payment, monthly_loan_payment
d the monthly payment {of|for} a loan
p amount money 2000..400000/1000 | loan_amount, amount, principal | The {loan amount|amount borrowed}
p rate pct 1.5..9/0.25 | interest_rate, annual_rate, rate | The annual interest rate
p years int 2..30 | term, years, loan_term, term_years | {The t|T}erm of the loan in years
o down money 500..20000/500 =0 | down_payment, deposit | {The d|D}own payment ~ with {a down payment of <down>|<down> down}
w the monthly payment {for|on} a <amount> loan at <rate> over <years+year>
w the monthly payment for a loan of <amount> with an interest rate of <rate> and a term of <years+year>
q How much would I pay {a|per} month {on|for} a <amount> {loan|mortgage} at <rate> {for|over} <years+year>?
b the monthly payment of a loan
= (amount-down)*(rate/12)/(1-(1+rate/12)^(-12*years))

# roi calc
n roi, return_on_investment, investment_return
d the return on an investment
p cost money 500..60000/500 | cost, initial_investment, investment_cost, purchase_price | The {initial cost|amount invested}
p value money 61000..150000/500 | final_value, current_value, return_value, sale_price | The {final|current} value of the investment
o years int 1..12 | years, holding_period, duration | {The number of years|How many years} the investment was held ~ {after|held for} <years+year>
w the return on {an investment|a purchase} {that cost|of} <cost> and is now worth <value>
w the ROI if I {invested|paid} <cost> and sold for <value>
b the return on an investment
= (value-cost)/cost

# stock_price look stock_quote
n stock_price, stock_quote, share_price, stock_value
d the {current|latest} {stock|share} price of a company
p company lex company | company, company_name, stock, symbol | {The c|C}ompany {name|} {whose stock price is needed|of interest|}
o exchange enum NASDAQ;NYSE;LSE =NASDAQ | exchange, market, stock_exchange | The {stock |}exchange {on which it is listed|} ~ {on|at} {the |}<exchange>
o currency lex currency =US dollars | currency, currency_code | {The c|C}urrency {of|for} the price ~ in <currency>
w the {current |latest |}{stock|share} price of <company>
w <company>'s {current |latest |}{stock|share} price
q How much is {one|a} share of <company> {worth|right now|}?
b the stock price of a company

# stock_history look stock_quote
n stock_history, historical_prices, price_history, stock_data
d {historical|past} stock prices of a company {for a period|between two dates}
p ticker lex ticker | ticker, symbol, stock_symbol, ticker_symbol | The {stock|ticker} symbol {of the company|}
p start date | start_date, from_date, date_from | {The s|S}tart {date |}of the period
p end date >start | end_date, to_date, date_to | {The e|E}nd {date |}of the period
o interval enum daily;weekly;monthly =daily | interval, frequency, granularity | {The interval|Time} between {two |}prices ~ {with|at} {a <interval> interval|<interval> intervals} ~ on a <interval> basis
ws the {historical |past |stock |}prices of <ticker> {from|between} <start> {to|and} <end>
w the price history of <ticker> from <start> to <end>
b historical stock prices

# currency_convert convert exchange
n currency, money, currency_amount, currency_conversion
d an amount of money from one currency to another
p amount int 10..9000/10 | amount, value, money, amount_to_convert | The amount {to convert|of money}
p from lex currency | from_currency, source_currency, base_currency | The currency {to convert from|of the amount}
p to lex currency | to_currency, target_currency, to, destination_currency | The currency to convert to
o date date =today | date, rate_date, on_date | {The d|D}ate of the exchange rate ~ {at|using} the rate of <date>
v convert <amount#> <from> {to|into} <to>
v {exchange|change} <amount#> <from> {to|into|for} <to>
q How {much|many} {is|are} <amount#> <from> in <to>?
b the conversion of a currency

# exchange_rate look exchange
n exchange_rate, fx_rate, currency_rate
d the exchange rate between two currencies
p base lex currency | base_currency, from_currency, source | The {base|source} currency
p target lex currency | target_currency, to_currency, quote_currency | The {target|quote} currency
o date date =today | date, as_of | {The d|D}ate of the rate ~ on <date> ~ for <date>
w the {current |latest |}exchange rate {from|between} <base> {to|and} <target>
b the exchange rate

# mortgage check
n mortgage_affordability, affordable_home_price
d the home price that a household can afford
p income money 30000..200000/1000 | annual_income, income, yearly_income | {The a|A}nnual {household |}income
p debt money 100..3000/50 | monthly_debt, monthly_debts, debt | {The m|M}onthly debt payments
p rate pct 2..8/0.25 | interest_rate, mortgage_rate, rate | {The m|M}ortgage interest rate
q What home price can I afford with a {yearly|} income of <income>, monthly debts of <debt> and a mortgage rate of <rate>?
v {calculate|find out|estimate} the home price I can afford with an annual income of <income>, <debt> in monthly debt and a rate of <rate>
b an affordable home price
= (income/12*0.36-debt)*12/rate

# tax calc
n income_tax, tax_amount, tax_owed, tax_liability
d the income tax owed
p income money 15000..250000/1000 | income, annual_income, taxable_income, gross_income | {The a|A}nnual {taxable |}income
p state lex us_state | state, us_state, location | The {US |}state {of residence|}
o status enum single;married;head_of_household =single | filing_status, status, marital_status | {The f|F}iling status ~ as {a |}<status> {filer|taxpayer} ~ filing as <status>
w the income tax {on|for} an {annual |}income of <income> in <state>
q How much {income |}tax do I {owe|pay} on <income> {if I live in|in} <state>?
b the income tax

# tip calc
n tip, tip_amount, bill_tip
d the tip {for|on} a {restaurant |}bill
p bill num 12..240/0.5 | bill_amount, bill, total, amount | The {amount of the |}bill in dollars
p rate pct 10..25 | tip_percentage, percent, tip_rate | The tip
o people int 2..9 =1 | people, split, num_people, party_size | {The number of people|How many people share} the bill ~ {split|shared} {between|among} <people+person>
w {the|a} <rate> tip {on|for} a bill of $<bill#>
q How much is {the|a} tip {on|for} a $<bill#> {bill|dinner} at <rate>?
b the tip on a bill
= bill*rate/people

# npv calc
n npv, net_present_value, present_value_of_cash_flows
d the net present value of {a series of|} cash flows
p flows ints -40000..30000/500 x3..6 | cash_flows, flows, cashflows | {The s|S}eries of cash flows{, one a year|}
p rate pct 2..14/0.5 | discount_rate, rate, r | {The d|D}iscount rate
o initial money 1000..50000/1000 =0 | initial_investment, initial_cost, upfront_cost | {The i|I}nitial investment ~ with an {initial|upfront} investment of <initial>
w the {net present value|NPV} of {the cash flows |}<flows> {at|with} {a discount rate of |}<rate>
w the NPV of a project with cash flows <flows> discounted at <rate>
b the net present value
= sum(flows)/(1+rate)-initial

# retirement predict
n retirement_savings, future_savings, savings_growth
d the value of savings at retirement
p monthly money 50..2500/50 | monthly_contribution, monthly_saving, contribution | {The a|A}mount saved {every|each} month
p years int 5..40 | years, years_to_retirement, duration | {Number of years|Years} until retirement
p rate pct 2..9/0.5 | annual_return, expected_return, rate_of_return | {The e|E}xpected {annual|yearly} return
q How much will I have if I save <monthly> {a|every|each} month for <years+year> at a <rate> {annual |yearly |}return?
v {predict|estimate|project} my savings {after|in} <years+year> if I put aside <monthly> {a|each} month with a return of <rate>
b the growth of savings
= monthly*12*((1+rate)^years-1)/rate

# depreciation calc
n depreciation, straight_line_depreciation, asset_depreciation
d the {annual|yearly} depreciation of an asset
p cost money 2000..120000/500 | cost, asset_cost, purchase_price | {The p|P}urchase cost of the asset
p salvage money 100..1900/50 | salvage_value, residual_value, scrap_value | {The v|V}alue at the end of its life
p life int 3..20 yr | useful_life, life, years, lifespan | {The u|U}seful life of the asset
w the annual depreciation of {an asset|a machine|a vehicle} {that cost|bought for} <cost> with a salvage value of <salvage> {over|and a useful life of} <life>
b the depreciation of an asset
= (cost-salvage)/life

# crypto_price look
n crypto_price, cryptocurrency_price, coin_price
d the {current |}price of a cryptocurrency
p coin lex crypto | coin, cryptocurrency, crypto, coin_name | The {name of the |}cryptocurrency
p currency lex currency | currency, vs_currency, target_currency | The currency {of the price|to show the price in}
w the {current |}price of <coin> in <currency>
q {How much is|What is} {one |1 |a |}<coin> worth in <currency>?
b the price of a cryptocurrency

# transfer send
n money, payment, transfer, bank_transfer, funds
d money {to another account|to a recipient}
p amount money 5..5000/5 | amount, transfer_amount, sum, value | The amount to {send|transfer}
p recipient lex person | recipient, to, receiver, recipient_name, payee | The {name of the |}{recipient|person who gets the money}
o account enum checking;savings;credit_card =checking | from_account, source_account, account | The account to {take the money from|use} ~ from my <account> {account|}
o private bool =false | private, is_private, hide_from_feed | Whether the transfer is private ~ {and keep it private|privately|as a private {payment|transfer}}
v {send|transfer|pay} <amount> to <recipient>
v {make|set up} a {payment|transfer} of <amount> to <recipient>
b a money transfer

# commodity look
n commodity_price, market_price, commodity_quote
d the {market |current |}price of a commodity
p commodity lex commodity | commodity, item, commodity_name, product | The {name of the |}commodity
o unit enum ounce;barrel;ton;pound | unit, measure | The unit {the price refers to|} ~ per <unit>
o date date =today | date, price_date | {The d|D}ate of the price ~ on <date>
w the {current |market |}price of <commodity>
q What is <commodity> trading at{ today|}?
b the price of a commodity

# index look
n index_value, stock_index, market_index
d the value of a stock market index
p index lex stock_index | index, index_name, name | The name of the {stock market |}index
p date date | date, day, on_date | The date
w the {value|closing value} of the <index> on <date>
q {Where|At what level} did the <index> close on <date>?
b the value of a stock market index
)";

}  // namespace synth
