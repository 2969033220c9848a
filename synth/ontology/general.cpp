#include "synth/ontology/tables.h"

namespace synth {

// Contexts for requests of several calls, and questions that no tool of the ontology serves.
const std::string_view kGeneral = R"(
@ general
c {Imagine you are|You are} {a teacher|a nurse|an engineer|a shop owner|a journalist|a student} {preparing for a busy week|with a long list of questions|who needs a few answers today}.
c {Anna|Ben|Maria|Kenji} is {planning|getting ready for} {a big day|the coming week} and needs {some help|a few things}.
c I {am working on|have to finish} {a report|a presentation|my homework} and {need several things|have a few questions}.
c {A friend|My neighbour|My colleague} asked me {for help|a couple of questions} {today|this morning}.
c {We are|My team is} {comparing|collecting} {some data|a few results} {for a project|for tomorrow's meeting}.
c {My family and I are|Our class is} {curious about something|working on a small project}.
c There are {a few|several} things {I need|to be done} {today|before lunch|this afternoon}.
c {Suppose|Imagine} you are helping {a small business|a research group|a group of friends}{ with their daily work|}.
x What is the capital of [country]?
x What is the population of [country]{ today|}?
x Who is the {current |}{president|prime minister} of [country]?
x What is the national {anthem|animal|dish} of [country]?
x Which languages are spoken in [country]?
x How did [person] become {rich|famous|so successful}?
x Who founded [company]?
x Who is the CEO of [company]?
x What is the history of [company]?
x Where are the headquarters of [company]?
x How old is [athlete]?
x Who is [actor] married to?
x How many children does [actor] have?
x Where was [scientist] born?
x What is the net worth of [athlete]?
x Who is the {coach|owner} of the [sports_team]?
x Who was the mother of [ruler]?
x What is the plot of [book]?
x Who wrote the {script|soundtrack} of [movie]?
x What is the best way to {clean|store|repair} a [appliance]?
x How do I {remove|wash out} a {coffee|wine|grass} stain {from|out of} a [clothing]?
x How long does [food] stay fresh in the fridge?
x Can {dogs|cats|babies} eat [food]?
x What does [food] taste like?
x What is the meaning of the word '[word]'?
x Write a {short |}{poem|story|song} about {a |the |}[word].
x Tell me a joke about {a |}[job]s.
x How does a [appliance] work?
x Who invented the [appliance]?
x What is the {mascot|motto} of [university]?
x How do I get into [university]?
x When was the [landmark] built?
x Who designed the [landmark]?
x How deep is the [ocean]?
x How long is the river [river]?
x What is the symbol of [element] {used for|in alchemy}?
x Is [compound] {toxic|flammable}?
x How do you pronounce '[word]'?
x What are the side effects of eating too much [food]?
x What is the best {strategy|opening|trick} in [game]?
x Who developed [video_game]?
x How many people play [sport] {worldwide|in the world}?
x What equipment do I need for [sport]?
x Which {gods|saints} are important in [religion]?
x Why is [holiday] celebrated?
x What colours go well with [color]?
x What is the {average |}lifespan of a [pet]?
x How do I train {a|my} [pet]?
x How do you {tune|clean|hold} a [instrument]?
x Which famous musicians play the [instrument]?
x What is the difference between [genre] and [genre] music?
x Explain [course] to a child.
x How do I become a [job]?
x What are the {pros and cons|advantages and disadvantages} of {working as a [job]|[energy_source] power}?
x Why did the [empire] fall?
x Who won the [war]?
x Are there any [animal]s in [country]?
x How fast can a [animal] run?
x Which {treatment|doctor} is best for [disease]?
x Is [disease] contagious?
x What is the punishment for [crime]?
x How can I improve my [skill] {skills|knowledge}?
x Which {team|club} does [athlete] play for?
x Who is the mayor of [city]?
x What is the best {neighbourhood|season} to visit [city]?
x How do I say hello in [language]?
x What is the rule for {dividing fractions|the offside position|a comma before and}?
x What {happened|is on TV} {yesterday|tonight}?
x Who will win the next {election|world cup}?
x How many {bones|muscles} are in the human body?
x What is the {largest|smallest|fastest} {animal|country|planet} {in the world|known}?
x Solve this riddle: what has keys but opens no doors?
x Which {phone|laptop} should I buy?
)";

}  // namespace synth
