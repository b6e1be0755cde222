"""Words that people take for passwords everywhere, put together for this program.

Only bases: ``domain/passwords.py`` also finds them with digits and signs around them, in other spellings and repeated.
"""

_WORDS = """
aaaaaa abc abcabc abcd abcde abcdef abcdefg abcxyz abracadabra access accessgranted account admin admin1 adminadmin
administrator ahmed alejandro alexander alexandra alexis allah amanda amber america american andrea andrew android
angel angelina angels anjali anthony anything apollo apple apples april argentina arsenal asd asdasd asdf asdfasdf
asdfgh asdfghjkl ashley asshole athena audi august austin australia autumn avengers azerty babe baby babyboy
babygirl backup bailey bambi banana bangalore barbara barbie barcelona baseball basketball bastard batman bayern
bear beatles beautiful beauty beckham benjamin berlin bestfriend bienvenido bienvenue bigdaddy birthday bismillah
bitch biteme black blackcat blackjack blessed blessing blink blue bmw boss boston boxing brandon brasil brother
buddy bunny business buster butter butterfly california camaro canada canadian candy carlos carolina cde champion
changeit changeme changethis charles charlie cheese chelsea chennai cherry cheyenne chicago chicken children chloe
chocolate christ christian christmas christopher church cinderella clinic clinica clinicdesktop clinics clinique
coffee college company computer contrasena cookie cookies cooper corvette cowboys cricket crystal cute cutie daddy
daisy dakota daniel daniela darling darthvader database david davidson december default delhi demo demon dental
dentist desk desktop devil dhoni diamond diana docteur doctor doctors doggie doggy doktor dollar dollars dolphin
dolphins donald dragon dream dreamer dreams ducati eagle eagles earth eduardo elizabeth elsa emily eminem energy
england english enter entering example facebook faith falcon family father fatima february fernando ferrari fire
firefly florida flower flowers football forever fortnite france francisco freedom french friday friend friends frodo
frontdesk fuckoff fuckyou galaxy gandalf ganesh garfield george german germany ghost ginger gladiator gmail gold
golden golf golfer goodbye goodluck goodmorning google gorgeous green guest guitar hannah hanuman happiness happy
harley haslo health healthcare heaven hell hello hellohello hellokitty helloworld hercules hero heroes history
hobbit hockey holiday honda honey hope hopital horse horses hospital hotmail hotstuff hottie huawei hulk hunter
hurricane ibrahim ilovegod iloveme iloveu iloveyou india indian instagram internet iphone ironman italia jackson
january jasmin jasmine jason jennifer jessica jesus jesuschrist joker jonathan jordan joshua july june jupiter
justin juventus karen katasandi kawasaki killer kingdom kisses kissme kitten kitty klinik knight kohli kolkata
krishna lakers lakshmi laptop laura lauren lavender legend legends lemon letmein letmeinnow liberty library
lightning linkedin linkinpark lion liverpool login logmein london losenord love lovelove lovely loveme lover loveyou
lucifer lucky luckycharm madrid maggie magic magical mamama mamapapa manager manchester manutd maradona march maria
mariana marina martin master masterkey matkhau matrix matthew medic medical medicine melissa mercedes mercury merlin
messi metallica mexico michael michelle mickey microsoft miguel million millionaire minecraft minnie miracle
mohammed mommy monday money monica monkey moon moonlight motdepasse mother mountain mouse muhammad mumbai music
musical mustang mylove mysecret mysql mystery natalie natasha neptune newyork neymar nicholas nicole ninja nintendo
nirvana nokia nothing november number numberone nurse nurses ocean october office olivia onetwothree opensesame
oracle orange orchid packers pakistan panda panther papa paradise paris parola parole party pass passcode passkey
passphrase passw passwd password passwort patient patients patricia patrick patriots peace peaches peanut pepper
phantom pharmacy phoenix pikachu pizza planet playboy playstation pokemon pony pooja porsche postgres power powerful
prince princesa princess private priya public puppy purple qazwsx qazwsxedc queen qwe qweasd qweasdzxc qweqwe qwerty
qwertyu qwertyui qwertyuiop qwertz rabbit rachel racing rahul raiders rainbow raindrop ranger rapunzel realmadrid
rebecca reception receptionist red redrose redsox ricardo rich richard richman river robert roberto robin roblox
rock rockstar rockyou rohit ronaldo root rose roses rugby runner sabrina sachin saibaba salasana samantha sample
samsung samurai sandi sandra satan saturday saturn scarlett school science scooby secret secrets senha september
server sesame sexsex sexy shadow shark shithead shiva sifre silver simba sister sky skyline skywalker slipknot smile
smiley snoopy snow snowball snowman soccer soldier something sony sophie spanish spartacus spartan spiderman spring
sqlite star starlight stars startrek starwars steelers stephanie storm stormy strawberry strong student sugar summer
sun sunday sunflower sunrise sunset sunshine superman superstar superuser surgery susan sweetheart sweetie sweety
swimming sysadmin system taylor teacher teddybear telegram temp temporary tendulkar tennis test tester testing
testtest texas thomas thunder thursday tiger tigger together toor topsecret tornado toyota truelove trust trustno
trustnoone tuesday tulip turtle tweety twitter tyler unicorn university user username vacation vampire vanessa venus
veronica victoria victory violet vodka wachtwoord warrior water wednesday welcome welcomeback whatever whatsapp
whiskey white william willkommen windows winner winnie winter wizard wolf wolverine wolves work worker working
wrestling wsxedc xbox xiaomi xyz yahoo yamaha yankees yellow yoda youtube yusuf zaq zaqxsw zeus zidane zombie zxc
zxcvbn zxcvbnm zxczxc
"""

COMMON_WORDS = frozenset(_WORDS.split())
