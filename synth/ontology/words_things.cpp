#include "synth/ontology/tables.h"

namespace synth {

const std::string_view kWordsThings = R"(
$ currency | euros; EUR | US dollars; USD | Japanese yen; JPY | British pounds; GBP | Canadian dollars; CAD | Swiss francs; CHF | Indian rupees; INR | Australian dollars; AUD | Mexican pesos; MXN | Swedish kronor; SEK | Brazilian reais; BRL | South African rand; ZAR | Turkish lira; TRY | Chinese yuan; CNY | Polish zloty; PLN
$ language | French; fr | Spanish; es | German; de | Italian; it | Portuguese; pt | Japanese; ja | Korean; ko | Dutch; nl | Russian; ru | Arabic; ar | Polish; pl | Swedish; sv | Turkish; tr | Greek; el | English; en | Hindi; hi
$ crypto | Bitcoin | Ethereum | Litecoin | Dogecoin | Solana | Cardano | Polkadot
$ commodity | gold | silver | crude oil | copper | wheat | corn | natural gas | coffee | cotton | platinum | soybeans
$ stock_index | S&P 500 | Dow Jones | NASDAQ | FTSE 100 | DAX | Nikkei 225 | CAC 40 | Hang Seng
$ cuisine | Italian | Thai | Indian | Mexican | Japanese | Chinese | French | Greek | Lebanese | Korean | Vietnamese | Spanish | Ethiopian | Turkish | Moroccan | Peruvian
$ dish | lasagna | pad thai | chicken curry | paella | ramen | beef stew | mushroom risotto | apple pie | tacos | moussaka | pumpkin soup | banana bread | chocolate brownies | Caesar salad | shakshuka | pho | gnocchi | carrot cake | falafel | ratatouille | pancakes
$ ingredient | chicken | rice | tomatoes | spinach | mushrooms | eggs | garlic | onions | potatoes | lentils | salmon | tofu | cheese | basil | chickpeas | bell peppers | zucchini | pasta | butter | coconut milk | beans | lemon
$ food | banana | avocado | brown rice | oatmeal | grilled chicken | almonds | Greek yogurt | broccoli | sweet potato | cheddar cheese | peanut butter | salmon | apple | lentils | white bread | quinoa | dark chocolate | orange juice
$ drink | espresso | green tea | mojito | margarita | hot chocolate | lemonade | cappuccino | iced tea | negroni | smoothie
$ restaurant | Luigi's Trattoria | Golden Dragon | The Blue Olive | Sakura Garden | Taj Palace | La Petite Table | El Camino Cantina | Harvest Kitchen | The Smoky Grill | Pho Corner | Green Fork | Bella Napoli
$x restaurant | The_;Le_;Casa_; | Golden_;Green_;Blue_;Happy_;Smoky_;Hidden_;Red_ | Olive;Lantern;Spoon;Table;Garden;Fork;Dragon;Fig | _Bistro;_Kitchen;_Grill;_House;
$ product | wireless headphones | running shoes | coffee maker | laptop stand | desk lamp | yoga mat | water bottle | backpack | gaming mouse | office chair | blender | winter jacket | sunglasses | phone case | smart watch | electric kettle | rain boots | air purifier | mechanical keyboard
$x product | red;leather;wooden;small;portable;wireless;vintage | _lamp;_table;_bag;_clock;_speaker;_chair;_camera;_wallet
$ brand | Sony | Samsung | Bosch | Philips | Adidas | Dyson | Canon | Lenovo | Patagonia | IKEA | Logitech | Nikon | Puma
$ store | Target | Costco | Best Buy | IKEA | Trader Joe's | Whole Foods | Home Depot | Macy's | Kroger | Aldi
$ color | red | blue | green | black | white | navy | purple | yellow | orange | gray | teal | pink | beige | turquoise
$ clothing | jacket | dress | sweater | jeans | shirt | coat | scarf | skirt | boots | sneakers | hoodie
$ car | Toyota Corolla | Honda Civic | Ford Focus | Tesla Model 3 | BMW X5 | Audi A4 | Volkswagen Golf | Subaru Outback | Mazda CX-5 | Nissan Leaf | Volvo XC60 | Kia Sportage | Jeep Wrangler
$ animal | African elephant | snow leopard | gray wolf | giant panda | blue whale | red fox | bald eagle | emperor penguin | sea otter | cheetah | koala | polar bear | green sea turtle | honey bee | barn owl | black rhino | orangutan
$ plant | lavender | tomato | basil | monstera | aloe vera | maize | sunflower | rose | oak | bamboo | orchid | mint | wheat | olive tree | fern
$ crop | wheat | maize | soybeans | rice | barley | cotton | potatoes | sugar beet | canola | sorghum | oats
$ soil | clay | sandy | loam | silt | peat | chalk
$ element | hydrogen | helium | carbon | nitrogen | oxygen | sodium | iron | copper | zinc | gold | silver | calcium | neon | chlorine | lithium | uranium
$ compound | water | sodium chloride | glucose | methane | ammonia | ethanol | sulfuric acid | carbon dioxide | calcium carbonate | acetic acid | benzene | hydrogen peroxide
$ formula | H2O | CO2 | NaCl | C6H12O6 | CH4 | NH3 | H2SO4 | CaCO3 | C2H5OH | HNO3 | KMnO4 | Fe2O3
$ gene | BRCA1 | TP53 | CFTR | EGFR | MYC | APOE | HBB | KRAS | FOXP2 | PTEN
$ protein | insulin | hemoglobin | collagen | keratin | actin | myosin | albumin | ferritin | amylase
$ cell_type | neuron | red blood cell | T cell | epithelial cell | muscle cell | stem cell | macrophage | plant cell
$ organ | heart | liver | kidney | brain | lungs | pancreas | spleen | stomach
$ disease | diabetes | asthma | hypertension | influenza | malaria | migraine | arthritis | pneumonia | anemia | measles | tuberculosis | eczema
$ drug | ibuprofen | aspirin | metformin | amoxicillin | lisinopril | paracetamol | atorvastatin | omeprazole | warfarin | sertraline
$ symptom | fever | headache | cough | fatigue | nausea | sore throat | dizziness | chest pain | rash | back pain
$ exercise | running | cycling | swimming | yoga | rowing | walking | hiking | weight lifting | dancing | tennis | jump rope
$ material | copper | aluminum | steel | glass | oak wood | concrete | rubber | brass | lead | titanium | marble | granite
$ fluid | water | air | olive oil | glycerin | mercury | honey | seawater | ethanol
$ genre | jazz | rock | classical | pop | hip hop | blues | folk | electronic | country | reggae | soul
$ movie_genre | comedy | drama | thriller | horror | science fiction | romance | documentary | animation | action | mystery | western
$ book_genre | fantasy | mystery | biography | science fiction | romance | history | poetry | thriller
$ musical_key | C major | A minor | G major | E minor | D major | F sharp minor | B flat major | D minor | E flat major
$ note | C | D | E | F | G | A | B
$ chord | Cmaj7 | Am7 | Dm | G7 | Fmaj7 | Em | Bdim | A7
$ subject | mathematics | physics | chemistry | biology | history | geography | literature | economics | computer science | art
$ school | Lincoln High School | Riverside Academy | Oak Hill Elementary | St. Mary's School | Westfield College | Northgate High School
$ course | Linear Algebra | Organic Chemistry | World History | Microeconomics | Data Structures | Creative Writing | Statistics 101 | Art History | Machine Learning | Genetics
$ topic | climate change | artificial intelligence | electric cars | renewable energy | space exploration | mental health | remote work | cryptocurrency | plastic pollution | vaccines | gene editing | food waste | cyber security
$ hashtag | #travel | #fitness | #foodie | #photography | #climate | #startup | #books | #running | #gaming
$x username | @;@the;@daily | sunny;urban;green;code;retro;sky;happy;wild | runner;baker;gamer;travels;thumb;watcher;reader | ;42;.x;99
$ crime | burglary | fraud | shoplifting | arson | vandalism | embezzlement | identity theft | assault | tax evasion
$ contract | rental agreement | employment contract | non-disclosure agreement | sales contract | partnership agreement | service agreement
$ law_topic | copyright infringement | breach of contract | negligence | defamation | antitrust | employment discrimination | trademark dispute | product liability | data privacy
$ legal_case | Roe v. Wade | Brown v. Board of Education | Marbury v. Madison | Miranda v. Arizona | Plessy v. Ferguson | Gideon v. Wainwright | Loving v. Virginia | Texas v. Johnson
$ court | Supreme Court | District Court | Court of Appeals | Superior Court | High Court | Family Court
$ religion | Buddhism | Christianity | Islam | Hinduism | Judaism | Sikhism | Taoism | Shinto
$ holiday | Christmas | Easter | Diwali | Hanukkah | Thanksgiving | Ramadan | Halloween | Labor Day | New Year
$ event_name | team meeting | dentist appointment | project review | birthday party | piano lesson | job interview | yoga class | budget planning | parent-teacher conference | book club | product launch | doctor's visit
$ task | buy groceries | water the plants | call the bank | submit the report | renew the passport | pay the rent | clean the garage | book flights | fix the bike | send invoices
$ appliance | washing machine | dishwasher | refrigerator | air conditioner | electric oven | television | tumble dryer | heat pump | microwave
$ room | living room | bedroom | kitchen | bathroom | office | garage | hallway | basement
$ table_name | customers | orders | employees | products | invoices | students | patients | transactions | suppliers | shipments
$ column | name | email | age | city | salary | price | created_at | status | country | quantity | department
$x file_path | data/;reports/;/home/user/;logs/;exports/;docs/;/var/tmp/;results/;images/ | sales;customers;notes;weather;run7;summary;server;photo12;budget;inventory;q3;users | -2022;-2023;-final;-v2; | .csv;.txt;.json;.pdf;.xlsx;.log
$x image_path | images/;photos/;/home/user/pictures/;assets/; | cat;beach;logo;team;sunset;invoice;garden;house | -1;-final;_03; | .png;.jpg;.webp;.jpeg
$x url | https://;https://www. | shopdata;oakleaf;cloudbase;openmaps;greenlab;dailypost;citynews;bluebird | .com;.org;.net;.io | /news;/api/items;/status;/blog/post-7;/about;/files/set1;
$ server | web-01 | db-master | cache-02 | mail-relay | api-gateway | build-node-3 | backup-01
$ function_text | x^2 | 3x^2 + 2x | sin(x) | x^3 - 4x | 2x + 5 | 5x^4 - 3x + 1 | cos(x) | e^x | x^2 - 6x + 9 | 4x^3 + x^2 | ln(x) | 7x - 2
$ word | harmony | umbrella | resilience | journey | whisper | lantern | gratitude | puzzle | velocity | meadow | curious | breeze
$ sentence | The meeting starts at noon | Where is the nearest station | I would like a cup of coffee | The weather is lovely today | Thank you for your help | My flight was delayed by two hours | The museum is closed on Mondays | Please send me the invoice | We are going to the beach
$x sentence | My brother;The teacher;Our neighbour;A friend | _bought;_lost;_found;_sold | _a red bicycle;_an old map;_two tickets;_the blue umbrella | _yesterday;_in Paris;_at the market;_last summer
$ review | The service was slow and the food was cold | I love this camera and the battery lasts forever | The room was clean but far too noisy | Best purchase I have made this year | The plot was boring and predictable | Friendly staff and a wonderful view | It broke after two days of use | Delivery was quick and the packaging was perfect
$x review | The food;The hotel;This phone;The show;The course | _was_;_is_ | wonderful;terrible;quite good;disappointing;far too expensive | _and I will come back;_but the staff was kind;_and not worth the money;
$ message | Running ten minutes late | Dinner is ready | The package has arrived | Happy birthday to you | Can we move the call to Friday | The report is finished | See you at the station | Do not forget the tickets
$x message | Please_;Do not forget to_;Remember to_ | call;email;meet;pick up | _Anna;_the manager;_your sister;_Dr. Hart | _tonight;_on Monday;_before noon;_tomorrow
$ skill | Python | project management | welding | data analysis | public speaking | graphic design | carpentry | nursing | Java | accounting
$ job | software engineer | nurse | data analyst | teacher | electrician | chef | accountant | product manager | graphic designer | truck driver | pharmacist
$ personality | INTJ | ENFP | ISTP | ESFJ | INFP | ENTP | ISFJ | ESTJ
$ zodiac | Aries | Taurus | Gemini | Leo | Virgo | Libra | Scorpio | Capricorn | Aquarius | Pisces
$ energy_source | solar | wind | hydroelectric | nuclear | coal | natural gas | geothermal
$ power_plant | Hoover Dam | Itaipu Dam | Hornsea wind farm | Palo Verde | Grand Coulee Dam
$ carrier | FedEx | UPS | DHL | USPS | Royal Mail
$ warehouse | Rotterdam depot | Newark hub | Leipzig center | Dallas warehouse | Osaka depot | Lyon hub
$ dataset | iris | housing prices | customer churn | titanic | sales history | sensor readings | credit risk
$ algorithm | random forest | k-means | linear regression | decision tree | gradient boosting | logistic regression
$ festival | Glastonbury | Coachella | Oktoberfest | Edinburgh Fringe | Tomorrowland | Mardi Gras
$ theater | Globe Theatre | Grand Rex | Odeon | Lincoln Center | Royal Opera House | Paramount Theatre
$ pet | dog | cat | rabbit | hamster | parrot | guinea pig
$ bird | robin | sparrow | kingfisher | woodpecker | heron | goldfinch | magpie
)";

}  // namespace synth
