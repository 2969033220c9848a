#include "synth/ontology/tables.h"

namespace synth {

const std::string_view kWordsPeople = R"(
$ first_name | Anna | Ben | Carla | David | Emma | Felix | Grace | Henry | Isabel | Jack | Karen | Leo | Maria | Noah | Olivia | Peter | Quinn | Rosa | Sam | Tina | Umar | Vera | Will | Xenia | Yusuf | Zoe | Priya | Kenji | Fatima | Lars | Chloe | Diego | Amara | Nina | Omar | Sofia
$ person | Anna Keller | Ben Carter | Carla Mendes | David Okafor | Emma Lindqvist | Felix Braun | Grace Whitman | Henry Adler | Isabel Moreno | Jack Nolan | Karen Schultz | Leo Fontaine | Maria Rossi | Noah Fischer | Olivia Grant | Peter Novak | Rosa Delgado | Samuel Osei | Tina Marsh | Umar Farooq | Vera Ivanova | William Hart | Yusuf Demir | Zoe Papadakis | Priya Nair | Kenji Watanabe | Fatima Zahra | Lars Nilsen | Chloe Martin | Diego Vargas | Amara Eze | Linda Cho
$ email | anna.keller@mail.com | ben@northwind.org | carla.m@inbox.net | david.o@company.com | team@acme.io | support@blueleaf.com | grace.w@school.edu | henry.adler@lawfirm.com | maria.rossi@studio.it | info@greenfields.org | sales@oaktrade.com | j.nolan@mail.net
$ company | Apple; AAPL | Microsoft; MSFT | Amazon; AMZN | Tesla; TSLA | Nvidia; NVDA | Intel; INTC | IBM; IBM | Oracle; ORCL | Netflix; NFLX | Adobe; ADBE | Cisco; CSCO | Boeing; BA | Ford; F | Pfizer; PFE | Walmart; WMT | Starbucks; SBUX | Nike; NKE | Disney; DIS | Intuit; INTU | Salesforce; CRM | Qualcomm; QCOM | Visa; V | PepsiCo; PEP | Coca-Cola; KO | Chevron; CVX
$ ticker | AAPL | MSFT | AMZN | TSLA | NVDA | INTC | ORCL | NFLX | ADBE | CSCO | PFE | WMT | SBUX | NKE | DIS | CRM | QCOM | PEP | CVX | AMD | UBER | PYPL
$ scientist | Marie Curie | Isaac Newton | Ada Lovelace | Alan Turing | Charles Darwin | Niels Bohr | Lise Meitner | Rosalind Franklin | Galileo Galilei | Johannes Kepler | Michael Faraday | Emmy Noether | Max Planck | Louis Pasteur | Gregor Mendel | Carl Gauss
$ ruler | Napoleon Bonaparte | Queen Victoria | Julius Caesar | Cleopatra | Charlemagne | Catherine the Great | Genghis Khan | Suleiman the Magnificent | Abraham Lincoln | Winston Churchill | Ashoka | Elizabeth I
$ painter | Claude Monet | Frida Kahlo | Rembrandt | Johannes Vermeer | Edvard Munch | Gustav Klimt | Paul Cezanne | Caravaggio | Georgia O'Keeffe | Henri Matisse | Hokusai | Salvador Dali
$ painting | Starry Night | Girl with a Pearl Earring | The Scream | The Kiss | Guernica | The Night Watch | Water Lilies | American Gothic | Las Meninas | The Birth of Venus
$ author | Jane Austen | Leo Tolstoy | Virginia Woolf | Gabriel Garcia Marquez | Haruki Murakami | Toni Morrison | Charles Dickens | Agatha Christie | Franz Kafka | Mary Shelley | Ernest Hemingway | Ursula Le Guin | Chinua Achebe | George Orwell
$ book | Pride and Prejudice | War and Peace | Dune | The Hobbit | Moby Dick | Jane Eyre | Middlemarch | Brave New World | The Trial | Frankenstein | Dracula | The Odyssey | Don Quixote | Emma | Beloved | Little Women | Ulysses
$ musician | Adele | Coldplay | The Beatles | Queen | Radiohead | Daft Punk | Miles Davis | Nina Simone | David Bowie | Fleetwood Mac | Bob Marley | Pink Floyd | Billie Eilish | Drake | Norah Jones | Arctic Monkeys | Metallica | Rihanna
$ song | Yesterday | Imagine | Hotel California | Clocks | Hallelujah | Dreams | Wonderwall | Let It Be | Purple Rain | Blackbird | Fix You | Thriller | Take Five | Billie Jean | Viva la Vida
$ composer | Mozart | Beethoven | Bach | Chopin | Vivaldi | Debussy | Schubert | Brahms | Handel | Tchaikovsky | Dvorak | Sibelius
$ instrument | piano | violin | cello | guitar | flute | trumpet | clarinet | saxophone | drums | harp | viola | oboe | trombone
$ movie | Inception | Titanic | Casablanca | Gladiator | The Matrix | Interstellar | Parasite | Amelie | Jaws | Toy Story | Spirited Away | The Godfather | Jurassic Park | Arrival | Moonlight | Frozen | Avatar
$ tv_show | Breaking Bad | The Crown | Sherlock | Dark | Fleabag | Narcos | Seinfeld | The Wire | Black Mirror | Lost | Chernobyl | Ozark
$ director | Christopher Nolan | Greta Gerwig | Steven Spielberg | Akira Kurosawa | Sofia Coppola | Ridley Scott | Hayao Miyazaki | Wes Anderson | Jane Campion | Alfred Hitchcock
$ actor | Tom Hanks | Cate Blanchett | Denzel Washington | Viola Davis | Emma Stone | Morgan Freeman | Meryl Streep | Ryan Gosling | Natalie Portman | Idris Elba
$ football_team | Real Madrid | Liverpool | Bayern Munich | Juventus | Ajax | Arsenal | Chelsea | Barcelona | Inter Milan | Benfica | Celtic | Borussia Dortmund | Manchester City | Napoli | Porto | Sevilla
$ sports_team | Boston Celtics | Chicago Bulls | Miami Heat | Denver Nuggets | Golden State Warriors | Dallas Mavericks | Toronto Raptors | Green Bay Packers | Seattle Seahawks | Pittsburgh Steelers | Kansas City Chiefs | Houston Astros | Boston Red Sox | Chicago Cubs | Toronto Maple Leafs | Edmonton Oilers
$ athlete | Lionel Messi | Roger Federer | Usain Bolt | Simone Biles | Michael Phelps | Rafael Nadal | Naomi Osaka | Stephen Curry | Kevin Durant | Megan Rapinoe | Lewis Hamilton | Mohamed Salah | Iga Swiatek | Kylian Mbappe | Luka Doncic | Novak Djokovic
$ league | Premier League | La Liga | Bundesliga | Serie A | NBA | NFL | NHL | MLB | Ligue 1 | Champions League | WNBA
$ sport | tennis | basketball | football | swimming | cycling | rowing | golf | hockey | volleyball | baseball | rugby | badminton | fencing | skiing
$ chess_player | Garry Kasparov | Bobby Fischer | Judit Polgar | Hikaru Nakamura | Fabiano Caruana | Viswanathan Anand | Ding Liren | Mikhail Tal | Hou Yifan
$ game | chess | checkers | Monopoly | Scrabble | Catan | poker | backgammon | Risk | Go | Carcassonne | Ticket to Ride | Uno
$ video_game | Minecraft | Portal 2 | The Witcher 3 | Stardew Valley | Elden Ring | Hades | Tetris | FIFA 23 | Super Mario Odyssey | Celeste | Overwatch 2 | Halo Infinite | Hollow Knight
$ historical_event | French Revolution | Battle of Hastings | fall of Constantinople | Russian Revolution | signing of the Magna Carta | Boston Tea Party | Battle of Trafalgar | Industrial Revolution | Black Death | Norman Conquest | Treaty of Westphalia | fall of the Berlin Wall | Meiji Restoration | Congress of Vienna | Thirty Years War | Glorious Revolution
$ war | American Civil War | Korean War | Crimean War | First World War | Second World War | Boer War | Peloponnesian War | Vietnam War | Seven Years War | War of 1812 | Punic Wars
$ empire | Roman Empire | Ottoman Empire | Mongol Empire | British Empire | Byzantine Empire | Inca Empire | Mughal Empire | Aztec Empire | Persian Empire | Austro-Hungarian Empire
)";

}  // namespace synth
