import { expect, test } from 'vitest';
import { wordsOf } from './text-parts.ts';
import { tongueOf } from './tongue.ts';

test.for([
  ['El tren de las ocho no sale los domingos', 'es'],
  ['The train at eight does not run on Sundays', 'en'],
  ['Le train de huit heures ne part pas le dimanche et nous sommes en retard', 'fr'],
  ['Der Zug um acht fährt sonntags nicht und wir haben ein Problem', 'de'],
  ['Il treno delle otto non parte, ci sono problemi nel tunnel', 'it'],
  ['O trem das oito não sai aos domingos, mas você pode ir com os outros', 'pt'],
  ['Поезд не ходит по воскресеньям', 'script'],
  ['日曜日は運休です', 'script'],
  ['umbral', 'unknown'],
  ['', 'unknown'],
])('"%s" is %s', ([text = '', tongue]) => {
  expect(tongueOf(wordsOf(text))).toBe(tongue);
});
