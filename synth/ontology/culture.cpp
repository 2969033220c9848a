#include "synth/ontology/tables.h"

namespace synth {

const std::string_view kCulture = R"(
@ music | music, playlist, audio, music_theory, spotify_tools
c I'm {practising|learning} {the piano|the guitar}.
c We are {throwing|having} a party tonight.
x Why do minor chords sound sad?
x How do I get over stage fright?
x Who is the best singer of all time?

# play_song play
n song, music, track, audio_track
d a song{ by an artist|}
p song lex song | song, title, track, song_name | The {title of the |}song
p artist lex musician @song | artist, artist_name, performer, singer | The {artist|performer}
o device enum kitchen_speaker=kitchen speaker;bedroom_speaker=bedroom speaker;tv=TV;phone | device, output_device, player | The device to play on ~ on the <device>
o volume int 10..90/5 =50 | volume, volume_level | The volume {from 0 to 100|in percent} ~ at volume <volume>
v play {the song |}<song> by <artist>
v put on <song> by <artist>
b the playing of a song

# playlist make
n playlist, music_playlist, song_list
d a playlist
p genre lex genre | genre, music_genre, style | The {music |}genre
p count int 5..60 | num_songs, count, song_count, length | {The number of|How many} songs
o mood enum happy;relaxed;energetic;romantic;sad | mood, vibe | The mood of the {songs|playlist} ~ with a <mood> mood ~ for a <mood> mood
v {create|make|generate} a <genre> playlist {with|of} <count+song>
v put together <count#> <genre> songs in a playlist
b a playlist

# concert search
n concerts, live_shows, music_events
d concerts {in|near} a {city|place}
p city lex city | city, location, place | The city
p genre lex genre | genre, music_type, music_genre | The {music |}genre
o date date =today | date, event_date, concert_date | The date {of the concert|} ~ on <date>
o price int 20..200/5 | max_price, budget, price_limit | {The m|M}aximum ticket price ~ for {less than|under} <price#> dollars
wx <genre> concerts in <city>
wx live <genre> {music|shows} in <city>
b concerts in a city

# scale look
n scale_notes, musical_scale, notes_of_scale
d the notes of a musical scale
p key lex note | root, key, root_note, tonic | The root note
p type enum major;minor;pentatonic;blues;dorian | scale_type, type, mode, scale | The {type|kind} of scale
ws the notes {of|in} the <key> <type> scale
q Which notes are in the <key> <type> scale?
b the notes of a scale

# chords make
n chord_progression, chords, harmony
d a chord progression in a key
p key lex musical_key | key, musical_key, tonality | The {musical |}key
p length int 3..12 | length, num_chords, number_of_chords, bars | {The number of|How many} chords
o style lex genre =pop | style, genre | The {musical |}style ~ in {a |}<style> style
v {create|generate|write} a chord progression {of|with} <length+chord> in <key>
b a chord progression

# artist look
n artist_info, discography, artist_albums
d the albums of {an artist|a musician}
p artist lex musician | artist, artist_name, musician, band | The {name of the |}artist
o start year 1965..2010 | start_year, from_year, since | {The f|F}irst year ~ since <start>
ws {all |}the albums {of|by} <artist>
q Which albums has <artist> released?
b the albums of an artist

# tuning make
n metronome, metronome_track, click_track
d a metronome track
p tempo int 40..220 bpm | tempo, bpm, beats_per_minute | The tempo
p minutes int 1..30 min | duration, minutes, length | {How long the track lasts|The duration}
o signature enum 4/4;3/4;6/8 =4/4 | time_signature, signature, meter | The time signature ~ in <signature>{ time|}
v start a metronome at <tempo> for <minutes>
v {make|create} a {click|metronome} track {of|lasting} <minutes> at <tempo>
b a metronome track

# lesson book
n music_lesson, lesson
d a music lesson
p instrument lex instrument | instrument, instrument_name | The instrument
p teacher lex person | teacher, instructor, teacher_name | The teacher
p date date | date, lesson_date | The date of the lesson
p time time | time, start_time, lesson_time | The start time
v book a <instrument> lesson with <teacher> on <date> at <time>
b a music lesson

@ movies | movies, cinema, film, tv, streaming, entertainment
c It's raining and we {want|decided} to stay in.
c We're {planning|having} a movie night.
x What makes a film a classic?
x Why is popcorn eaten in cinemas?

# movie_search search movie
n movies, films, movie
d movies by genre{ and other criteria|}
p genre lex movie_genre | genre, movie_genre, category | The genre
o director lex director | director, directed_by, director_name | The {name of the |}director ~ {directed|made} by <director>
o actor lex actor | actor, starring, cast, lead_actor | {The name of an|An} actor {in the film|} ~ starring <actor> ~ with <actor>
o year year 1970..2024 | year, release_year | The year of release ~ from <year> ~ released in <year>
wx <genre> movies
wx {good |}<genre> films
b movies of a genre

# movie_info look
n movie_details, film_info, movie_info
d details {of|about} a movie
p title lex movie | title, movie, movie_title, film_name | The title of the {movie|film}
p fields enums cast;director;runtime;rating;release_year=release year;plot x1..3 | fields, details, information, include | {Which details|What} to return
ws the <fields> of {the {movie|film} |}<title>
q What can you tell me about the <fields> of <title>?
b details of a movie

# cinema search
n showtimes, movie_showtimes, screenings
d {the |}showtimes of a movie {in|near} a city
p title lex movie | movie, title, movie_title | The {title of the |}movie
p city lex us_city | city, location, place | The city
p date date | date, show_date, day | The date
o format enum IMAX;3D;2D;4DX =2D | format, screen_format, show_type | The format of the screening ~ in <format>
ws {the |}showtimes {for|of} <title> in <city> on <date>
q When {is|does} <title> {playing|play} in <city> on <date>?
b the showtimes of a movie

# tickets book
n movie_tickets, cinema_tickets, show_tickets, theater_tickets
d tickets for a {show|performance|film}
p title lex movie | movie, title, show_name, film | The {show|movie}
p theater lex theater | theater, venue, cinema, theater_name | The {theater|venue}
p count int 2..9 | num_tickets, tickets, quantity, number_of_tickets | {The number of|How many} tickets
p date date | date, show_date | The date
o time time | time, show_time | The {starting |}time ~ at <time>
v {book|buy|reserve} <count+ticket> for <title> at {the |}<theater> on <date>
v get <count+ticket> {to see|for} <title> {at|in} {the |}<theater> on <date>
b the booking of tickets

# tv look
n tv_show_info, episode_info, series_episode
d {information about|details of} an episode of a TV show
p show lex tv_show | show, tv_show, series, title | The {name of the |}{TV show|series}
p season int 1..9 | season, season_number | The season
p episode int 1..16 | episode, episode_number | The {number of the |}episode
w {information about|a summary of} season <season#> episode <episode#> of <show>
q What happens in episode <episode#> of season <season#> of <show>?
b an episode of a TV show

# recommend_movie recommend
n movies, similar_movies, movie_recommendations
d movies similar to a given one
p title lex movie | movie, title, reference_movie, similar_to | The movie {to start from|the user likes}
p count int 2..10 | count, limit, num_results, num_recommendations | {The number of|How many} {movies|recommendations}
v {recommend|suggest} <count#> movies {like|similar to} <title>
q Which <count#> {movies|films} should I watch if I liked <title>?
b movies similar to another

@ art | art, gallery, museum, design, painting_tools
c I'm {decorating|painting} {the|my} {living room|office}.
c We are visiting {some|several} museums {soon|this month}.
x Why is the Mona Lisa so famous?
x Is photography art?

# painting_info look
n painting_info, artwork_details, artwork_info
d {information|details} about {a painting|an artwork}
p title lex painting | title, painting, artwork, painting_name | The title of the {painting|artwork}
o artist lex painter @title | artist, painter, artist_name | The {artist|painter} ~ by <artist>
w {information about|details of} the painting <title>
w information about <title>
b information about a painting

# museum look
n museum_hours, opening_hours, museum_info
d the opening hours of a museum
p museum lex museum | museum, museum_name, name | The {name of the |}museum
p day enum Monday;Tuesday;Wednesday;Thursday;Friday;Saturday;Sunday | day, weekday, day_of_week | The day of the week
ws the opening hours of {the |}<museum> on <day>
q When does {the |}<museum> open on <day>?
b the opening hours of a museum

# exhibition search
n exhibitions, art_exhibitions, exhibits
d {current |}exhibitions in a city
p city lex city | city, location | The city
o artist lex painter | artist, featured_artist | The featured artist ~ with works by <artist> ~ featuring <artist>
o type enum painting;sculpture;photography;modern_art=modern art | type, art_type, category | The kind of art ~ of <type>
o free bool =false | free_entry, free_only | Whether {to show only|only} free exhibitions {are shown|} ~ {with|that have} free {entry|admission}
wx {art |}exhibitions in <city>
b exhibitions in a city

# color_mix make
n mixed_color, color_mix, color_blend
d the colour from mixing two colours
p a lex color | color1, first_color, color_a | The first colour
p b lex color | color2, second_color, color_b | The second colour
o lightness int 5..95/5 =50 | lightness, brightness | The lightness in percent ~ with {a |}lightness {of |}<lightness#>
v mix <a> and <b>
v mix the colours <a> and <b>
b the mixing of colours

# paint_needed calc
n paint_needed, paint_amount, paint_quantity
d {how much|the amount of} paint {is needed|} for a wall
p width int 2..30 ft;m | width, wall_width, length | The width of the wall
p height int 2..14 ^width | height, wall_height | The height of the wall
p coverage int 8..400/4 | coverage, coverage_rate, coverage_per_gallon | The area that one {gallon|can} covers
w the {amount of paint|paint} needed for a wall {of width|that is} <width> {and height|wide and} <height>{ high|} {with|if} a coverage of <coverage#>
b the amount of paint needed
= width*height/coverage

# sculpture predict
n sculpture_price, sculpture_cost, artwork_price
d the price of a {commissioned |}sculpture
p material enum marble;bronze;wood;clay;steel | material, medium | The material
p height int 1..12 ft | height, size | The height of the sculpture
o artist lex person | artist, sculptor | The {sculptor|artist} ~ by <artist>
w the {price|cost} of a <material> sculpture that is <height> {high|tall}
q How much would a <height#> foot <material> sculpture cost?
b the price of a sculpture

@ books | books, library, reading, literature, publishing
c My book club meets {soon|next week}.
c I'm looking for {something to read|a present}.
x Who wrote the first novel?
x How do I become a faster reader?

# book_search search book
n books, book, novels, titles
d books {by|of} genre {or|and} author
p genre lex book_genre | genre, category, book_genre | The genre {of the books|}
o author lex author | author, author_name, written_by | The {name of the |}author ~ {written |}by <author>
o year year 1950..2022 | published_after, min_year, from_year | {The e|E}arliest year of publication ~ published after <year>
o count int 2..15 =5 | limit, max_results, count | {The m|M}aximum number of {books|results} ~ . Show <count> results
wx <genre> books
wx {some |good |}<genre> books to read
b books of a genre

# book_info look
n book_details, book_info, book_summary
d details {of|about} a book
p title lex book | title, book, book_title, book_name | The title of the book
p author lex author @title | author, author_name, writer | The author
w {details of|information about} {the book |}<title> by <author>
w a summary of <title> by <author>
b details of a book

# library check
n book_availability, availability, library_copy
d whether a book is available in a library
p title lex book | title, book_title, book | The title
p library lex city | library, city, branch, location | The {city|branch} of the library
o format enum hardcover;paperback;ebook;audiobook | format, book_format, edition | The format ~ as a <format> ~ in <format> format
v check {if|whether} <title> is available {at|in} the <library> library
q Does the library in <library> have <title>?
b the availability of a book

# reading_time calc
n reading_time, time_to_read
d the time {needed|it takes} to read a book
p pages int 60..900 | pages, num_pages, page_count | {The number of|How many} pages
p speed int 15..80 | pages_per_hour, reading_speed, speed | {The number of p|P}ages read per hour
w the {time needed to read|reading time of} a book {with|of} <pages+page> at {a speed of |}<speed#> pages {per|an} hour
q How long {will I need|does it take} to read <pages+page> at <speed#> pages per hour?
b the reading time of a book
= pages/speed
)";

}  // namespace synth
