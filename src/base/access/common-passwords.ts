/** What people choose most, in lower case and without the digits and signs that they add: whatever comes down to one of these is guessed at once. */
export const commonPasswords: ReadonlySet<string> = new Set(
  `password passwort passw pass passphrase letmein welcome welcomeback changeme changeit default secret topsecret
  admin administrator root toor user guest test tester testing demo login master manager operator superuser sysadmin
  qwerty qwertz azerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qweasd qweasdzxc abc abcd abcdef abcabc
  iloveyou loveyou lovely princess sunshine shadow dragon monkey football baseball basketball soccer hockey superman batman
  starwars trustno michael jennifer jordan hunter charlie ashley daniel thomas andrew joshua matthew nicole jessica amanda
  computer internet samsung google facebook microsoft apple windows linux ubuntu oracle cisco server database
  amazon aws amazonaws cloud cloudtrail cloudwatch watchkeeper kubernetes docker terraform devops
  summer winter spring autumn january february march april june july august september october november december
  monday tuesday wednesday thursday friday saturday sunday whatever freedom forever nothing something everything
  blink blahblah foobar helloworld hello hellohello goodbye opensesame ninja pokemon naruto killer cookie cheese flower
  mustang corvette ferrari porsche mercedes toyota yankees lakers cowboys liverpool arsenal chelsea barcelona
  temp temporary temppass newpass newpassword mypass mypassword oldpassword userpassword adminpassword rootpassword passwordpassword
  correcthorsebatterystaple`.split(/\s+/),
);
