#include "synth/ontology/tables.h"

namespace synth {

const std::string_view kTechnology = R"(
@ text | text, nlp, text_tools, string_utils, translation
c I'm {editing|proofreading} a {document|report}.
c English is not my first language.
x Which language is the hardest to learn?
x How many words does Shakespeare use?

# translate translate translation
n text, sentence, text_translation
d a text {into|to} another language
p text lex sentence | text, sentence, input_text, content | The text {to translate|}
p to lex language | target_language, to_language, language, to | The language {to translate into|of the translation}
o from lex language =English | source_language, from_language | The language of the text ~ from <from>
v translate '<text>' {into|to} <to>
q {How do you say|What is} '<text>' in <to>?
b the translation of a text

# sentiment analyze
n sentiment, text_sentiment, review_sentiment
d the sentiment of a text
p text lex review | text, review, input_text, content | The text {to analyze|}
o language lex language =English | language, lang, text_language | The language of the text ~ . The {text|language} is {in |}<language>
w the sentiment of {the review |the text |}'<text>'
q Is {this|the following} review positive or negative: '<text>'?
v analyze the sentiment of {this review: |}'<text>'
b the sentiment of a text

# word_count count
n word_count, words, text_length
d the {words|characters} in a text
p text lex sentence | text, content, input_text | The text
p unit enum words;characters;sentences;vowels | unit, count_type, what | What to count
v count the <unit> in '<text>'
q How many <unit> {are there|} in '<text>'?
b the length of a text

# replace update
n text_replacement, replaced_text, word_replacement
d a text by replacing a word with another
p text lex sentence | text, input_text, original | The text
p old lex word | old_word, find, target, search | The word to replace
p new lex word | new_word, replace, replacement | The new word
o case bool =false | case_sensitive, match_case | Whether {the |}case matters ~ {matching|respecting} {upper and lower |}case
v replace '<old>' {with|by} '<new>' in {the text |}'<text>'
b the replacement of a word

# synonym look
n synonyms, word_synonyms, similar_words
d synonyms of a word
p word lex word | word, term, input_word | The word
p count int 2..9 | limit, count, max_results, num_synonyms | {The number of|How many} synonyms
ws <count+synonym> {of|for} {the word |}'<word>'
v find <count+synonym> {of|for} '<word>'
b synonyms of a word

# summarize make
n summary, text_summary, article_summary
d a summary of {an article|a web page}
p url lex url | url, article_url, link, source | The address of the {article|page}
p length int 30..300/10 | max_words, length, word_limit, num_words | {The m|M}aximum number of words
o language lex language =English | language, output_language | The language of the summary ~ in <language>
v {summarize|sum up} {the article at |}<url> in {at most |}<length+word>
v {write|create} a <length#>-word summary of <url>
b a summary

# password make
n password, random_password, secure_password
d a random password
p length int 8..32 | length, password_length, num_characters | {The l|L}ength of the password
o symbols bool =false | include_symbols, special_characters, use_symbols | Whether to {use|include} special characters ~ {with|including|that includes} {special characters|symbols}
o digits bool =true | include_numbers, digits, use_digits | Whether to {use|include} digits ~! without {any |}{digits|numbers}
v {generate|create} a {random |secure |}password {with|of} <length+character>
q Can you make a password that is <length+character> long?
b a password

# email send
n email, email_message, mail
d an e-mail
p to lex email | to, recipient, recipient_email, to_address | The {e-mail |}address of the recipient
p subject lex event_name | subject, title, email_subject | The subject {line|}
p body lex message | body, message, content, text | The text of the e-mail
o cc lex email | cc, copy_to | {An a|A}ddress that gets a copy ~ with a copy to <cc>
o priority enum low;normal;high =normal | priority, importance | The priority ~ with <priority> priority
v send an {email|e-mail} to <to> with {the |}subject '<subject>' {saying|and the text} '<body>'
v {email|write to} <to> with the subject '<subject>' and say '<body>'
b an e-mail

@ databases | database, db, sql, data_tools, records
c I'm the {administrator|analyst} of {a small|our} shop database.
x Who invented the relational model?
x Is NoSQL better than SQL?

# query search
n records, rows, table_query, data_query
d {rows|records} of a {database |}table that meet a condition
p table lex table_name | table, table_name, from_table | The {name of the |}table
p column lex column | column, field, column_name, filter_column | The column {to compare|of the condition}
p value int 1..900 | value, threshold, compare_value | The value to compare with
o op enum greater=above;less=below;equal=equal to =equal | operator, comparison, condition | The comparison ~ where the comparison is <op>
o limit int 5..200/5 =100 | limit, max_rows, row_limit | {The m|M}aximum number of rows ~ . Return {only|at most} <limit+row>
wx {rows|records} {of|in} the {table <table>|<table> table} where <column> {is|equals} <value#>
b rows of a table

# insert log
n record, row, table_row, database_record
d a new {row|record} in a table
p table lex table_name | table, table_name, target_table | The table
p record obj | record, values, data, row | The values of the {record|row}
. name lex person | name, full_name | The name
. age int 18..90 | age | The age
. city lex city | city, location | The city
v {add|insert} a {record|row} {into|to} the <table> table {with|for} name <record.name>, age <record.age#> and city <record.city>
v {add|insert} <record.name> from <record.city>, aged <record.age#>, {to|into} the <table> table
b a new row of a table

# create_table make
n table, database_table
d a database table
p table lex table_name | table_name, name, table | The name of the table
p columns lexs column x2..4 | columns, fields, column_names | The columns
o key lex column | primary_key, key, id_column | The primary key ~ {with|using} <key> as {the |}primary key
v create a {database |}table {called|named} <table> with {the |}columns <columns>
b a database table

# delete cancel
n old_records, records, entries
d {records|rows} {from|of} a table
p table lex table_name | table, table_name | The table
p before date | before_date, older_than, cutoff_date | Only {rows|records} before this date
o backup bool =true | create_backup, backup, keep_backup | Whether to make a backup first ~! without {making |}a backup
v {delete|remove} {the |all |}{records|rows} {from|of} the <table> table {before|older than} <before>
b the deletion of records

# export make
n table_export, data_export, report_file
d an export of a table
p table lex table_name | table, source_table, table_name | The table
p format enum csv=CSV;json=JSON;xlsx=Excel;parquet=Parquet | format, file_format, output_format | The format
o header bool =true | include_header, with_header, header | Whether the {file has a header|first line is a header} ~! without {a |}header
v export the <table> table {as|to} {a |}<format>{ file|}
v {create|make} a <format> {file|export} of the <table> table
b an export of a table

@ social_media | social_media, twitter, social, instagram, posts
c I {run|manage} a small {blog|company account}.
c We want more {followers|visitors}.
x Are social networks bad for us?
x Why do videos go viral?

# post send
n post, social_post, status_update, tweet
d a message {on|to} a {social network|platform}
p text lex message | text, content, message, body | The {text|content} of the {post|message}
p platform enum Twitter;Facebook;Instagram;LinkedIn;Mastodon | platform, network, site | The {platform|network}
o tags lexs hashtag x1..3 | hashtags, tags, labels | {The h|H}ashtags ~ with {the hashtags|the tags} <tags>
o date date | schedule_date, publish_date, date | The date {of publication|to publish it} ~ on <date>
v post '<text>' on <platform>
v publish '<text>' {to|on} <platform>
b a post

# followers look
n follower_count, followers, user_followers
d the number of followers of {a user|an account}
p user lex username | username, user, handle, account | The {name|handle} of the {user|account}
p platform enum Twitter;Instagram;TikTok;YouTube | platform, network, site | The platform
w the {number of followers|follower count} of <user> on <platform>
q How many followers does <user> have on <platform>?
b the followers of an account

# trends look
n trending_topics, trends, trending_hashtags
d {the |}trending topics {in|of} a country
p country lex country | country, region, location | The country
p count int 3..30 | limit, count, top_n, num_results | {The number of|How many} topics
o platform enum Twitter;TikTok;YouTube =Twitter | platform, network | The platform ~ on <platform>
ws the {top |}<count#> trending topics in <country>
q What are the <count#> {biggest|most popular} topics in <country>{ right now|}?
b trending topics

# tweets search
n posts, tweets, messages_about_topic
d posts about a topic
p topic lex topic | topic, query, keyword, search_term | The topic
p count int 5..100/5 | count, limit, max_results, num_posts | {The number of|How many} posts
o since date | since, start_date, from_date | {The e|E}arliest date ~ since <since> ~ {written |}after <since>
o language lex language =English | language, lang | The language ~ {written |}in <language>
wx <count#> posts about <topic>
wx {the latest |}<count#> {tweets|messages} {about|on} <topic>
b posts about a topic

# engagement calc
n engagement_rate, post_engagement
d the engagement rate of a post
p likes int 10..9000/10 | likes, num_likes, like_count | {The number of|How many} likes
p comments int 1..600 | comments, num_comments, comment_count | {The number of|How many} comments
p followers int 10000..900000/1000 | followers, follower_count, audience | {The number of|How many} followers
w the engagement rate of a post with <likes+like>, <comments+comment> and <followers+follower>
b the engagement rate
= (likes+comments)/followers*100

@ computing | system, devops, cloud, server, file_system, ml, monitoring, network
c Our website {is slow|was down} {today|again}.
c I'm {setting up|maintaining} a few servers.
x Will robots take over the world?
x Why are computer bugs called bugs?
x What is the best programming language?

# file_read look
n file_content, file_contents, file_data
d the {content|lines} of a file
p path lex file_path | path, file_path, filename, file | The path of the file
o lines int 5..100/5 | num_lines, lines, max_lines, line_count | {The number of|How many} lines ~ , only the first <lines+line> ~ . {Only show|Limit it to} the first <lines+line>
o encoding enum utf-8=UTF-8;ascii=ASCII;latin-1=Latin-1 =utf-8 | encoding, file_encoding | The encoding ~ {with|using} {the |}<encoding> encoding
ws the contents of {the file |}<path>
v {read|open|show me} {the file |}<path>
b the content of a file

# file_move update
n file_location, file_name, file_path
d the place of a file by moving it
p from lex file_path | source, source_path, from_path, old_path | The {present|old} path
p to lex file_path | destination, target_path, to_path, new_path | The new path
o overwrite bool =false | overwrite, force, replace_existing | Whether to overwrite {an existing file|} ~ {and overwrite|overwriting} {it if it exists|any existing file}
v move {the file |}<from> to <to>
v rename <from> to <to>
b the moving of a file

# server_status check
n server_status, server_health, host_status
d the {status|health} of a server
p server lex server | server, server_name, hostname, host | The {name of the |}server
p metric enum cpu=CPU usage;memory=memory usage;disk=disk space;network=network traffic;uptime | metric, check_type, resource | What to check
o minutes int 5..120/5 =15 | minutes, window_minutes, time_window | The time window in minutes ~ over the {last|past} <minutes+minute>
w the <metric> {of|on} {the server |}<server>
v check the <metric> {of|on} <server>
b the status of a server

# restart control
n service_state, service, server_restart
d a service by restarting it
p service enum nginx;postgresql;redis;docker;ssh | service, service_name, name | The {name of the |}service
p server lex server | server, host, hostname, target | The server
o delay int 5..120/5 s =0 | delay, wait_seconds, delay_seconds | The delay ~ {after|with a delay of} <delay>
v restart {the |}<service> {service |}on <server>
b the restart of a service

# model_training make
n model, ml_model, trained_model
d a machine learning model by training it
p dataset lex dataset | dataset, dataset_name, data, training_data | The {name of the |}dataset
p algorithm lex algorithm | algorithm, model_type, method | The algorithm
o test pct 10..40/5 =20 | test_size, test_fraction, validation_split | The share of data {kept|used} for testing ~ {keeping|with} <test> {of the data |}for testing
o epochs int 5..100/5 =10 | epochs, num_epochs, iterations | {The number of|How many} {epochs|passes} ~ for <epochs+epoch>
v train a <algorithm> {model |}on the <dataset> {data|dataset}
b a machine learning model

# download_time calc
n download_time, transfer_time
d {how long a download takes|the time of a download}
p size num 0.5..90/0.5 GB | file_size, size, data_size | {The s|S}ize of the file
p speed int 5..900/5 Mbps | speed, bandwidth, connection_speed, download_speed | {The s|S}peed of the connection
w the download time {of|for} a <size> file {at|over a connection of} <speed>
q How long does it take to download <size> at <speed>?
b the download time
= size*8000/speed

# ping check
n website_status, url_status, site_availability
d {if|whether} a website is available
p url lex url | url, website, address, endpoint | The address {of the website|}
o timeout int 2..60 s =10 | timeout, max_wait, timeout_seconds | The timeout ~ with a timeout of <timeout>
v check {if|whether} <url> is {available|online|up}
q Is <url> {down|reachable}{ right now|}?
b the availability of a website

# backup schedule
n backup, server_backup, database_backup
d a {regular |}backup of a server
p server lex server | server, source, target_server, host | The server
p frequency enum daily;weekly;monthly;hourly | frequency, interval, schedule | How often {the backup runs|}
p time time | time, start_time, at | The time of day
v {schedule|set up} a <frequency> backup of <server> at <time>
v back up <server> on a <frequency> {basis|schedule} at <time>
b a backup

# image update
n image_size, image, photo_size
d the size of an image by scaling it
p path lex image_path | image_path, file, image, path | The path of the image
p width int 100..1920/10 px | width, new_width, target_width | The new width
p height int 100..1200/10 px | height, new_height, target_height | The new height
o format enum png=PNG;jpg=JPG;webp=WebP =png | format, output_format | The format of the result ~ {and save it|saved} as <format>
v resize {the image |}<path> to {a width of <width> and a height of <height>|<width#> by <height#> pixels}
b the size of an image
)";

}  // namespace synth
