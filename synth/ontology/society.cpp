#include "synth/ontology/tables.h"

namespace synth {

const std::string_view kSociety = R"(
@ history | history, historical_data, timeline, world_history
c I'm {writing|preparing} a history {essay|paper|talk}.
c My son has a history test.
x What would have happened if Rome had never fallen?
x Can we really learn from history?

# event_info look
n historical_event, event_info, event_details
d {information|details} about a historical event
p event lex historical_event | event, event_name, name | The {name of the |}event
o detail enum date;location;causes;consequences;participants | detail, info_type, aspect | The detail {wanted|of interest} ~ , {especially|in particular} its <detail>
w {information about|details of} the <event>
q What happened {during|in} the <event>?
b information about a historical event

# event_date look
n event_date, date_of_event, historical_date
d the date of a historical event
p event lex historical_event | event, event_name, historical_event | The event
p country lex country @event | country, location, place | The country {in which it happened|}
w the date of the <event> in <country>
q When did the <event> take place in <country>?
b the date of a historical event

# ruler look
n ruler_info, ruler_biography, leader_info, historical_figure
d {information|facts} about a {ruler|historical leader}
p ruler lex ruler | name, ruler, leader, figure_name | The {name of the |}ruler
p info enums birth=birth date;reign;achievements;death=date of death;family x1..2 | info, fields, details, information | What to return
ws the <info> of <ruler>
q What is known about the <info> of <ruler>?
b information about a ruler

# war look
n war_info, war_casualties, conflict_details
d {details|facts} about a war
p war lex war | war, war_name, conflict | The {name of the |}war
p detail enum duration;casualties;outcome;causes;participants | detail, info, aspect | The detail wanted
w the <detail> of the <war>
q What {was|were} the <detail> of the <war>?
b details of a war

# empire look
n empire_info, empire_extent, empire_territory
d the extent of an empire {in a given year|}
p empire lex empire | empire, empire_name, name | The empire
p year year 400..1900 | year, at_year, point_in_time | The year
w the {extent|territory} of the <empire> in <year>
q How big was the <empire> in <year>?
b the extent of an empire

# day_events look
n events_in_year, year_events, events_by_year
d events of a year {in a country|}
p year year 1400..1999 | year, event_year | The year
p country lex country | country, region, location | The country
o category enum politics;science;war;culture | category, field, topic | The kind of event ~ in <category> ~ related to <category>
ws the {important|main} events of <year> in <country>
q What happened in <country> in <year>?
b the events of a year

# discovery look
n discovery_info, scientist_discoveries, scientific_discoveries
d the discoveries of a scientist
p scientist lex scientist | scientist, name, scientist_name | The {name of the |}scientist
o field lex subject | field, subject, discipline | The field ~ in <field>
ws the discoveries {of|made by} <scientist>
q What did <scientist> discover?
b the discoveries of a scientist

@ law | law, legal, court, legal_research, legal_tools
c I'm {studying for|preparing} the bar exam.
c My {landlord|employer} {has broken|does not respect} our contract.
x Is it ever right to break the law?
x Why do judges wear robes?

# case_search search case
n legal_cases, court_cases, cases, lawsuits
d {court|legal} cases {about a topic|by topic and place}
p topic lex law_topic | topic, subject, case_type, legal_issue | The {topic|legal issue}
p state lex us_state | state, jurisdiction, location | The {state|jurisdiction}
o year year 1980..2024 | year, year_filed, from_year | The year ~ {filed |}in <year> ~ from <year>
o court lex court | court, court_type, court_name | The court ~ {before|heard by} the <court>
wx {court |}cases {about|on} <topic> in <state>
wx lawsuits about <topic> in <state>
b court cases on a topic

# case_info look case
n case_details, case_info, lawsuit_details
d the details of a court case
p number id ##-CV-#### | case_number, case_id, docket_number | The {case|docket} number
p court lex court | court, court_name | The court
o verdict bool =false | include_verdict, with_verdict | Whether to {include|return} the verdict {too|} ~ {together with|including} the verdict
ws the details of case {number |}<number> {at|before} the <court>
b the details of a court case

# case_famous look
n case_summary, landmark_case, ruling_summary
d {a summary|the ruling} of a {famous|landmark} case
p case lex legal_case | case_name, case, name | The name of the case
o length enum short;medium;long =short | length, detail_level, summary_length | The length of the summary ~ in a <length> version
w {a|the} {summary|ruling} of <case>
q What did the court {decide|rule} in <case>?
b the summary of a famous case

# contract make
n contract, legal_contract, legal_document, agreement
d a {contract|legal document} between {two |}parties
p type lex contract | contract_type, type, document_type | The {type|kind} of contract
p parties lexs person x2..3 | parties, involved_parties, signatories | The {names of the |}parties
p state lex us_state | state, location, jurisdiction | The state {whose law applies|}
o months int 3..36 =12 | duration_months, months, term_months | The term in months ~ {for|with a term of} <months+month>
v {draft|create|write} a <type> between <parties> {under the law of|in} <state>
b a contract

# lawyer search
n lawyers, attorneys, law_firms
d lawyers {by specialty and place|for a legal problem}
p specialty lex law_topic | specialty, specialization, field, area | The {specialty|field of law}
p city lex us_city | city, location | The city
o fee int 100..600/25 | max_hourly_rate, max_fee, hourly_rate | {The m|M}aximum hourly fee in dollars ~ {charging|who charge} {at most|less than} $<fee#> {an|per} hour
wx lawyers {for|specialised in} <specialty> in <city>
b lawyers in a city

# crime_stats look
n crime_statistics, crime_rate, crime_data
d crime statistics {of|for} a {city|place}
p crime lex crime | crime_type, crime, offense | The {kind of |}crime
p city lex us_city | city, location | The city
p year year 2000..2024 | year, stat_year | The year
ws the <crime> statistics {of|for} <city> in <year>
q How {many cases of|common was} <crime> {were there |}in <city> in <year>?
b crime statistics

@ education | education, school, university, student_records, learning
c I'm a teacher{ at a small school|}.
c The {school year|semester} is {nearly over|about to start}.
x How can I stop putting things off?
x Should children have homework?

# grade_avg calc
n final_grade, grade_average, average_grade
d the {average|final} grade of a student
p student lex person | student, student_name, name | The {name of the |}student
p grades ints 50..100 x3..6 | grades, scores, marks | The grades
o drop bool =false | drop_lowest, ignore_lowest | Whether the lowest grade is dropped ~ {without|dropping} the lowest {grade|one}
w the {average|final} grade of <student> {with|who has} {the |}{grades|scores} <grades>
b the average grade of a student
= mean(grades)

# gpa calc
n gpa, grade_point_average
d the grade point average
p points nums 2..4/0.1 x3..6 | grade_points, points, grades | The grade points {of the courses|}
p credits ints 1..5 x3..6 | credits, credit_hours, course_credits | The credits of the courses
w the GPA for {grade points|grades of} <points> {with|and} credits <credits>
b the grade point average
= dot(points,credits)/sum(credits)

# enroll schedule
n course_enrollment, enrollment, course_registration
d the enrollment of a student in a course
p student lex person | student, student_name, name | The student
p course lex course | course, course_name, class_name | The course
p semester enum fall;spring;summer;winter | semester, term | The {semester|term}
v enroll <student> in {the course |}<course> for the <semester> {semester|term}
v {register|sign up} <student> for <course> in the <semester> {semester|term}
b an enrollment in a course

# tutors search
n tutors, private_tutors, teachers
d tutors {for a subject|by subject}
p subject lex subject | subject, topic, course_subject | The subject
p level enum elementary school;middle school;high school;college | level, grade_level, school_level | The {school |}level
o online bool =false | online, online_only, remote | Whether the lessons are online ~ who teach online
o rate int 15..90/5 | max_rate, max_hourly_rate, budget | {The m|M}aximum price per hour ~ for {at most|under} $<rate#> an hour
wx <subject> tutors for <level> students
wx tutors who teach <subject> at <level> level
b tutors for a subject

# university look
n university_info, university_ranking, tuition_fees
d the ranking of a university {in a subject|}
p university lex university | university, university_name, school, institution | The {name of the |}university
p subject lex subject | subject, field, discipline | The subject
o year year 2015..2024 =2024 | year, ranking_year | The year of the ranking ~ in <year>
w the {ranking|rank} of <university> in <subject>
q How good is <university> in <subject>?
b the ranking of a university

# quiz make
n quiz, test_questions, exam, practice_test
d a {quiz|test}
p subject lex subject | subject, topic, quiz_topic | The subject
p count int 5..40 | num_questions, question_count, number_of_questions | {The number of|How many} questions
o difficulty enum easy;medium;hard =medium | difficulty, level | The difficulty ~ of <difficulty> difficulty ~ that is <difficulty>
v {create|make|generate} a <subject> quiz with <count+question>
v {generate|write} <count+question> for a <subject> test
b a quiz

# absent log
n attendance, student_attendance, absence
d the attendance of a student
p student lex person | student, student_name, name | The student
p date date | date, class_date, day | The date
p status enum present;absent;late;excused | status, attendance_status | Whether the student was there
v {mark|record} <student> as <status> on <date>
v note that <student> was <status> on <date>
b the attendance of a student

@ careers | jobs, careers, hr, employees, recruiting
c I'm looking for a new {challenge|job}.
c We're {hiring|growing} {fast|this year}.
x How do I ask for a raise?
x What is the meaning of work?

# job_search search
n jobs, job_openings, job_listings, vacancies
d {open |}jobs {by title and place|}
p title lex job | job_title, title, position, role | The {job title|position}
p city lex us_city | location, city | The {city|location}
o salary int 40000..160000/5000 | min_salary, minimum_salary, salary | {The m|M}inimum {yearly |}salary ~ {paying|with a salary of} at least $<salary#>
o remote bool =false | remote, remote_only, work_from_home | Whether the job can be done from home ~ {that can be done|with the option to work} from home
wx <title> jobs in <city>
wx {open positions|vacancies} for a <title> in <city>
b jobs in a city

# salary predict
n salary, average_salary, expected_salary
d the salary {for|of} a job
p title lex job | job_title, position, occupation, role | The job{ title|}
p years int 1..25 yr | years_of_experience, experience, experience_years | {The e|E}xperience
p city lex us_city | location, city, work_location | The {city|place of work}
w the {average |expected |}salary of a <title> with <years> of experience in <city>
q How much does a <title> with <years> of experience {earn|make} in <city>?
b the salary for a job

# resume make
n cover_letter, application_letter
d a cover letter for a job application
p name lex person | applicant, name, applicant_name | The {name of the |}applicant
p title lex job | position, job_title, role | The position
p company lex company | company, company_name, employer | The company
o skills lexs skill x2..3 | skills, key_skills, highlights | Skills to {mention|point out} ~ {mentioning|that mentions} skills in <skills>
v {write|create|generate} a cover letter for <name> {who is applying|applying} {to be|as} a <title> at <company>
b a cover letter

# employee look
n employee_info, employee_details, employee_record
d the record of an employee
p id int 1000..9999 | employee_id, id, staff_id | The {ID|number} of the employee
o department enum sales;marketing;engineering;finance;support | department, dept | The department ~ {from|in} the <department> department
o fields enums salary;manager;start_date=start date;vacation_days=vacation days x1..2 | fields, details, include | What to return ~ , {only|just} the <fields>
w the record of employee {number |}<id#>
b the record of an employee

# leave send
n leave_request, vacation_request, time_off_request
d a request for {leave|time off}
p name lex person | employee, employee_name, name | The employee
p start date | start_date, from_date, first_day | {The f|F}irst day
p end date >start | end_date, to_date, last_day | {The l|L}ast day
o reason enum vacation;sick leave;family matters;study leave =vacation | reason, leave_type, type | The {reason|kind of leave} ~ for <reason>
v {submit|send} a leave request for <name> from <start> to <end>
v request time off for <name> {between|from} <start> {and|to} <end>
b a request for time off

@ religion | religion, culture, holidays, mythology
x Why do people believe in luck?
x What do dreams mean?

# holiday look
n holiday_date, holiday, date_of_holiday
d the date of a holiday in a year
p holiday lex holiday | holiday, holiday_name, name | The {name of the |}holiday
p year year 2022..2032 | year, in_year | The year
o country lex country | country, region | The country ~ in <country>
w the date of <holiday> in <year>
q {When is|On which date does} <holiday> {|fall }in <year>?
b the date of a holiday

# religion look
n religion_info, religious_practices, religion_history
d {facts|information} about a religion
p religion lex religion | religion, religion_name, faith | The religion
p aspect enum origin;beliefs;holy books;festivals;spread | aspect, topic, detail | The aspect
w information about the <aspect> of <religion>
q What {should I know about|can you tell me about} the <aspect> of <religion>?
b information about a religion

# horoscope look
n horoscope, daily_horoscope, zodiac_forecast
d the horoscope of a sign
p sign lex zodiac | sign, zodiac_sign, star_sign | The {zodiac |}sign
p period enum today;tomorrow;this week=week;this month=month | period, timeframe, time | The {period|time}
w the horoscope {of|for} <sign> for <period>
b a horoscope

# personality look
n personality_type, personality_traits, mbti_info
d the traits of a personality type
p type lex personality | type, personality_type, mbti_type | The {four-letter |}type
p aspects enums strengths;weaknesses;careers;relationships x1..3 | aspects, traits, details | The aspects
ws the <aspects> of the <type> {personality |}type
q What are the <aspects> of {someone|a person} with {the |}type <type>?
b the traits of a personality type
)";

}  // namespace synth
