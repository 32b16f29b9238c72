/** Words that passwords are made of when nobody thinks: the base of `Password2024!`, `qwerty123456`, `Welcome12345`. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `000000 111111 112233 121212 123123 123321 1234 12345 123456 1234567 12345678 123456789 1234567890 123456789012 654321 666666 abc abcabc
   abcd abcdef access admin administrator adminadmin america amanda andrew angel anthony apple asdf asdfgh asdfghjkl asdfghjk asshole autumn
   azerty azertyuiop bailey baseball basketball batman biteme blahblah buster changeit changeme charlie cheese chelsea chocolate
   chocolat coffee company computer cookie corvette dallas daniel default demo diamond donald dragon eagles enter falcon family ferrari
   flower football freedom fuckyou gandalf george ginger google guest guitar hammer hannah harley hello hellohello helloworld hockey
   hunter iceman iloveu iloveyou iloveyouso internet jackson jasmine jennifer jessica jordan joshua justin killer klaster letmein
   letmeinnow letmeinplease liverpool login london loveme lovely maggie manager manchester master matrix matthew mercedes michael
   michelle monday monkey mustang mypassword mynoob nicole ninja nothing november october orange pass passme passw passwd password
   passwort motdepasse contrasena parola passwordpassword pepper phoenix please pokemon porsche princess purple qazwsx qazwsxedc
   qwer qwert qwerty qwertyqwerty qwertyui qwertyuiop qwertz qwertzuiop ranger richard robert root samsung scooter secret
   secretpassword september shadow silver slipknot soccer spring starwars steelers summer sunday sunshine super superman superuser
   sysadmin system taylor tech temp temppassword test tester testing testtest thomas thunder tigger trustno trustnoone user username
   welcome welcometo welcomewelcome whatever william winner winter yamaha yankees zaqwsx zxcvbn zxcvbnm`
    .trim()
    .split(/\s+/),
);
