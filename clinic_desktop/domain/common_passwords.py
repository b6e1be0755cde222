"""Words that people take for passwords everywhere, put together for this program.

Only bases: ``domain/passwords.py`` also finds them with digits and signs around them, in other spellings and repeated.
"""

COMMON_WORDS = frozenset(
    """
    password passwort passwd passcode pass passw passphrase passkey parola parole contrasena motdepasse senha wachtwoord
    losenord salasana haslo sifre sandi katasandi matkhau letmein letmeinnow welcome welcomeback willkommen bienvenue
    bienvenido changeme changeit changethis default secret secrets mysecret topsecret admin administrator adminadmin
    admin1 root toor superuser sysadmin system master masterkey guest user username login logmein access accessgranted
    account server database backup oracle postgres mysql sqlite test testing tester testtest temp temporary demo example
    sample private public internet computer laptop desktop windows microsoft google facebook instagram youtube twitter
    whatsapp telegram linkedin yahoo gmail hotmail apple iphone android samsung nokia huawei xiaomi sony playstation xbox
    nintendo pokemon pikachu minecraft fortnite roblox
    clinic clinics clinicdesktop clinique klinik clinica hospital hopital doctor doctors doktor docteur nurse nurses
    patient patients medical medicine medic health healthcare surgery reception receptionist frontdesk desk manager
    dentist dental pharmacy
    iloveyou iloveu ilovegod iloveme loveyou loveme lovely lover love lovelove mylove truelove sweetheart sweety sweetie
    honey babe baby babygirl babyboy darling angel angels princess princesa queen prince kingdom beauty beautiful gorgeous
    cutie cute kisses kissme hello hellohello helloworld goodbye goodluck goodmorning blessed blessing jesus jesuschrist
    christ christian church faith hope trustno trustnoone trust nothing whatever anything something forever together
    freedom liberty peace heaven paradise angelina dream dreamer dreams magic magical mystery miracle lucky luckycharm
    happy happiness smile smiley sunshine sunflower sunset sunrise sunday monday tuesday wednesday thursday friday
    saturday summer winter spring autumn january february march april june july august september october november
    december holiday vacation christmas birthday party chocolate cookie cookies candy sugar cheese chicken pizza pepper
    banana orange lemon cherry strawberry apples peaches peanut butter coffee whiskey vodka
    monkey dragon tiger lion panther eagle falcon phoenix shadow hunter ranger killer warrior soldier ninja samurai
    knight wizard merlin gandalf frodo hobbit starwars skywalker darthvader yoda startrek matrix batman superman spiderman
    ironman hulk avengers joker robin wolverine wolf wolves horse horses pony unicorn butterfly turtle dolphin dolphins
    shark kitten kitty puppy doggie doggy buddy bear teddybear panda bunny rabbit mouse snoopy garfield mickey minnie
    donald tigger winnie simba bambi scooby hellokitty tweety barbie cinderella rapunzel elsa
    football soccer baseball basketball hockey tennis cricket golf golfer rugby boxing wrestling racing runner swimming
    arsenal chelsea liverpool manchester manutd barcelona realmadrid juventus bayern ronaldo messi neymar maradona beckham
    zidane jordan lakers yankees cowboys steelers packers raiders eagles patriots redsox ferrari porsche mercedes bmw audi
    toyota honda yamaha kawasaki ducati harley davidson mustang corvette camaro
    michael michelle jennifer jessica ashley amanda andrea andrew anthony daniel daniela david robert thomas matthew
    joshua justin jason nicole nicholas alexander alexandra alexis samantha stephanie elizabeth victoria charlie charles
    william richard george martin patrick maggie bailey buster harley cooper jackson hannah sophie chloe olivia emily
    jasmine melissa rachel rebecca sabrina vanessa veronica natalie natasha monica maria mariana marina carolina patricia
    sandra barbara susan karen laura lauren diana diamond crystal amber ginger pepper scarlett carlos fernando francisco
    alejandro roberto ricardo eduardo miguel jonathan christopher benjamin brandon tyler taylor hunter austin dakota
    krishna ganesh shiva hanuman lakshmi saibaba rahul rohit sachin tendulkar dhoni kohli priya pooja anjali muhammad
    mohammed ahmed allah bismillah fatima ibrahim yusuf
    london paris berlin madrid america american canada canadian england france germany italia india indian mumbai delhi
    bangalore kolkata chennai pakistan brasil mexico argentina australia newyork california texas florida chicago boston
    qwerty qwertz azerty qwertyu qwertyui qwertyuiop asdf asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc qweasd qweasdzxc
    wsxedc abc abcd abcde abcdef abcdefg abcabc aaaaaa abcxyz xyz qweqwe asdasd zxczxc qwe asd zxc onetwothree
    number numberone rockyou rockstar rock guitar music musical metallica nirvana eminem beatles slipknot blink linkinpark
    bigdaddy daddy mommy mother father brother sister family friends friend bestfriend children mamapapa mamama papa
    fuckyou fuckoff asshole bitch bastard shithead sexy sexsex playboy hottie hotstuff
    blue red green purple yellow black white silver golden gold orange blackcat blackjack redrose rose roses flower flowers
    jasmin daisy violet lavender tulip orchid star stars superstar starlight moon moonlight sun sky skyline ocean river
    mountain thunder lightning storm stormy rainbow raindrop snow snowball snowman fire firefly water earth galaxy planet
    mercury venus jupiter saturn neptune apollo zeus athena hercules spartan spartacus gladiator legend legends hero heroes
    champion winner victory power powerful strong energy tornado hurricane cheyenne phantom ghost zombie vampire demon devil
    lucifer satan hell heaven biteme enter entering opensesame sesame abracadabra asdfasdf zaqxsw zaq cde
    money dollar dollars million millionaire rich richman business company office work worker working boss student teacher
    school college university library science history english french german spanish
    """.split()
)
