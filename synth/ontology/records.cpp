#include "synth/ontology/tables.h"

namespace synth {

// Tools with nested objects and richer records.
const std::string_view kRecords = R"(
@ records | crm, registry, admin, backoffice, customer_service
c {I work|I'm working} at the {front desk|help desk}.
c A {customer|visitor} is waiting {at the counter|on the phone}.
x Why is paperwork so boring?
x How do I deal with an angry customer?

# customer_add log
n customer, customer_record, new_customer, client
d a new customer{ in the system|}
p customer obj | customer, customer_info, details, client | The details of the customer
. name lex person | name, full_name, customer_name | The {full |}name
. email lex email | email, email_address | The e-mail address
. phone id 555-01## | phone, phone_number | The phone number
v add {a|the} {new |}customer <customer.name> with {the |}e-mail <customer.email> and phone <customer.phone>
v {register|create} <customer.name> as a {new |}customer, e-mail <customer.email>, phone <customer.phone>
b a new customer

# ticket make
n support_ticket, ticket, issue_ticket, incident
d a support ticket
p title lex message | title, subject, summary, issue | The {title|subject} of the ticket
p priority enum low;medium;high;urgent | priority, priority_level, urgency | The priority
o contact obj | contact, reporter, requester | {The person|Who} to contact ~ , contact <contact.name> at <contact.email>
. name lex person | name, contact_name | The name
. email lex email | email, mail | The e-mail address
o team enum billing;technical;sales;shipping | team, department, assigned_team | The team ~ for the <team> team
v {open|create} a <priority> priority {support |}ticket {called|titled|saying} '<title>'
v file a ticket '<title>' with <priority> priority
b a support ticket

# room_config control
n room_settings, climate_settings, smart_home_scene
d the settings of a room
p room lex room | room, room_name, location | The room
p settings obj | settings, config, values | The settings {to apply|}
. temperature int 16..26 celsius | temperature, temp | The temperature
. brightness int 10..100/5 | brightness, light_level | The brightness of the light
v set the <room> to <settings.temperature> and {a |}brightness {of |}<settings.brightness#>
v change the settings of the <room> to temperature <settings.temperature> and brightness <settings.brightness#>
b the settings of a room

# order_create order
n order, purchase_order, customer_order
d {products|goods} for a customer
p item obj | item, product, order_item | The {product|item} ordered
. name lex product | name, product_name, title | The name of the product
. quantity int 1..20 | quantity, count, amount | The number of pieces
p address obj | address, shipping_address, delivery_address | The address for the delivery
. street lex street | street, street_address, line1 | The street and number
. city lex city | city, town | The city
o gift bool =false | gift_wrap, is_gift, as_gift | Whether it is {wrapped as |}a gift ~ {and wrap it as|as} a gift
v order <item.quantity> <item.name> to {be sent to |}<address.street>, <address.city>
v place an order for <item.quantity> <item.name> with delivery to <address.street> in <address.city>
b an order of goods

# profile_update update
n user_profile, profile, account_settings, user_account
d the profile of a user
p user int 1000..99999 | user_id, id, account_id | The {number|ID} of the user
p changes obj | changes, updates, new_values, fields | The new values
. email lex email | email, new_email | The e-mail address
. city lex city | city, location, home_city | The city
o notify bool =true | notify, send_notification, notify_user | Whether the user gets a message ~! without {notifying|telling} {the user|them}
v {update|change} the profile of user <user#> to {the |}e-mail <changes.email> and city <changes.city>
v set {the |}e-mail to <changes.email> and {the |}city to <changes.city> for user <user#>
b the profile of a user

# invoice make
n invoice, bill, customer_invoice
d an invoice for a customer
p customer lex person | customer, customer_name, client, bill_to | The customer
p amount money 50..9000/10 | amount, total, total_amount, sum | The amount
p due date | due_date, payment_due, due | The date {by which it must be paid|of payment}
o discount pct 2..25 =0 | discount, discount_rate, rebate | The discount ~ with a <discount> discount
v {create|write|make} an invoice for <customer> {over|of} <amount>, due {on |}<due>
v bill <customer> <amount> {payable|due} {by|on} <due>
b an invoice

# survey_result analyze
n survey_results, survey_scores, feedback_scores
d the scores of a survey
p scores nums 1..5/0.5 x3..7 | scores, ratings, results, values | The scores
p method enum mean=mean/average;median;mode | method, statistic, measure | The statistic
v analyze the survey scores <scores> {by|with} their <method>
q What is the <method> of the survey {scores|ratings} <scores>?
b the scores of a survey

# sensor log
n sensor_reading, measurement, reading
d the {reading|measurement} of a sensor
p sensor id SN-%%%% | sensor_id, sensor, device_id | The {ID|number} of the sensor
p reading obj | reading, values, measurement | The values measured
. temperature num -10..45/0.5 celsius | temperature, temp, temperature_c | The temperature
. humidity int 10..100 | humidity, relative_humidity | The humidity in percent
v {log|record} a reading {of|from} sensor <sensor>: temperature <reading.temperature>, humidity <reading.humidity#> percent
v {record|save} {a temperature of |}<reading.temperature> and {a |}humidity {of |}<reading.humidity#> for sensor <sensor>
b a sensor reading

# visitor schedule
n visit, visitor_appointment, guest_visit, visitor_pass
d a visit of a guest
p guest obj | guest, visitor, visitor_info | The guest
. name lex person | name, visitor_name, full_name | The name
. company lex company | company, organization, employer | The company
p date date | date, visit_date, day | The date
o host lex person | host, host_name, employee | The {employee|person} who receives the guest ~ {hosted|received} by <host>
v {schedule|register} a visit of <guest.name> from <guest.company> on <date>
v register <guest.name> ({works at |}<guest.company>) as a visitor {for|on} <date>
b a visit

# log_search search
n log_entries, logs, log_messages, events_log
d entries {of|in} a log
p service lex server | service, server, source, host | The server
p level enum error;warning;info;debug | level, log_level, severity | The level
o range obj | time_range, period, window | The period ~ between <range.start> and <range.end>
. start date | start, start_date, since | The start
. end date >start | end, end_date, until | The end
o limit int 10..200/10 =100 | limit, max_entries, max_results | The most entries {to return|} ~ , {at most|only} <limit#> entries
wx <level> {messages|entries} {from|of} <service>
wx log entries {of|with} level <level> {for|on} <service>
b log entries

# vector_math calc
n vector_sum, weighted_sum, weighted_average
d the weighted average of values
p values nums 1..50/0.5 x3..5 | values, numbers, data_points, scores | The values
p weights nums 0.1..1/0.1 x3..5 | weights, factors, coefficients | The weights
w the weighted average of <values> with weights <weights>
w the weighted average {for|of} the values <values> and the weights <weights>
b a weighted average
= dot(values,weights)/sum(weights)

# growth_list calc
n growth_rates, percentage_changes, average_growth
d the average growth of a series
p series nums 10..99/0.5 x3..6 | series, values, data, yearly_values | The values in order
w the average growth of the series <series>
q How fast does the series <series> grow on average?
b the growth of a series
= (last(series)/first(series))^(1/(count(series)-1))-1
)";

}  // namespace synth
