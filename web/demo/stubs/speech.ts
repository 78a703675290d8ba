import type {
  DictionaryWord, Reading, Token, UnitSound, UnitSoundChange,
} from '../../src/features/speech/api';
import { on } from '../server';
import { commune, keep, note, state, word } from '../state';
import { can } from './identity';

const digits = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'];
const known: Record<string, string> = {
  UBND: 'Ủy ban nhân dân', HĐND: 'Hội đồng nhân dân', 'lít': 'lít',
};

/** Enough for the samples; the real reader is the server's. Up to 999,999. */
export function number_words(value: number): string {
  if (value < 10) return digits[value] ?? '';
  if (value < 100) {
    const [tens, ones] = [Math.floor(value / 10), value % 10];
    const head = tens === 1 ? 'mười' : `${digits[tens]} mươi`;
    if (ones === 0) return head;
    const tail = ones === 5 ? 'lăm' : ones === 1 && tens > 1 ? 'mốt' : digits[ones];
    return `${head} ${tail}`;
  }
  if (value < 1000) {
    const [hundreds, rest] = [Math.floor(value / 100), value % 100];
    const head = `${digits[hundreds]} trăm`;
    if (rest === 0) return head;
    return rest < 10 ? `${head} lẻ ${digits[rest]}` : `${head} ${number_words(rest)}`;
  }
  const [thousands, rest] = [Math.floor(value / 1000), value % 1000];
  const head = `${number_words(thousands)} nghìn`;
  if (rest === 0) return head;
  return rest < 100 ? `${head} không trăm ${number_words(rest)}` : `${head} ${number_words(rest)}`;
}

function read_word(core: string): Token {
  const own = state.dictionary.find((one) => one.written === core);
  const say = (spoken: string, kind: Token['kind']): Token => 
    ({ begin: 0, end: core.length, source: core, spoken, kind });
  if (own) return say(own.spoken, 'dictionary');
  const date = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(core);
  if (date) {
    const [day, month, year] = date.slice(1).map(Number) as [number, number, number];
    return say(`${number_words(day)} tháng ${number_words(month)} năm ${number_words(year)}`,
      'date');
  }
  const month = /^(\d{1,2})\/(\d{4})$/.exec(core);
  if (month) {
    return say(`${number_words(Number(month[1]))} năm ${number_words(Number(month[2]))}`, 'date');
  }
  const time = /^(\d{1,2})h(\d{2})$/.exec(core);
  if (time) {
    const minutes = Number(time[2]);
    const tail = minutes === 0 ? '' : ` ${number_words(minutes)} phút`;
    return say(`${number_words(Number(time[1]))} giờ${tail}`, 'time');
  }
  if (/^\d{1,3}(\.\d{3})+$/.test(core)) {
    return say(number_words(Number(core.replaceAll('.', ''))), 'number');
  }
  if (/^0\d{3,}$/.test(core)) {
    return say(Array.from(core, (one) => digits[Number(one)]).join(' '), 'phone');
  }
  if (/^\d{1,6}$/.test(core)) return say(number_words(Number(core)), 'number');
  const expanded = known[core];
  if (expanded) return say(expanded, 'abbreviation');
  if (/^[\p{Lu}\d/-]{3,}$/u.test(core)) return say(core, 'letters');
  return say(core.toLocaleLowerCase('vi'), 'word');
}

function read_sentence(line: string): Reading['sentences'][number] {
  const tokens = line.trim().split(/\s+/).flatMap((piece): Token[] => {
    const [, core = '', mark = ''] = /^(.*?)([.,;:!?…]*)$/su.exec(piece) ?? [];
    const word = core ? [read_word(core)] : [];
    return mark ? [...word, { begin: 0, end: 1, source: mark, spoken: mark, kind: 'pause' }] : word;
  });
  return { tokens, spoken: '', break_after: 'paragraph' };
}

on('POST /api/v1/speech/readings', ({ body }) => {
  const { text } = body as { text: string };
  return { sentences: text.split(/\n+/).filter((line) => line.trim()).map(read_sentence) };
});
const weak = {
  vi: 'Giọng này không phân biệt rõ các dấu thanh. Hãy nghe kỹ trước khi gửi duyệt.',
  en: 'This voice does not separate the tones clearly. Listen carefully before submitting.',
};
on('GET /api/v1/speech/voices', () => ({
  items: [
    { id: 'espeak-north', name: 'Giọng miền Bắc', region: 'north', engine: 'espeak',
      default: true },
    { id: 'espeak-central', name: 'Giọng miền Trung', region: 'central', engine: 'espeak',
      default: false, warning: weak },
    { id: 'espeak-south', name: 'Giọng miền Nam', region: 'south', engine: 'espeak',
      default: false, warning: weak },
  ],
}));
function sound_of_unit(): UnitSound {
  const own = state.unit_sound ??
    { area: commune.path, chime_choice: 'inherited' as const, version: 0 };
  const { voice, pace_percent = 100, chime } = own;
  return {
    own, in_force: { ...(voice ? { voice } : {}), pace_percent, ...(chime ? { chime } : {}) },
    abilities: can('manage_settings') ? ['change'] : [],
  };
}
on('GET /api/v1/unit-sound', sound_of_unit);
on('PUT /api/v1/unit-sound', ({ body }) => {
  const version = sound_of_unit().own.version + 1;
  state.unit_sound = { ...(body as UnitSoundChange), version };
  note('content.change_unit_sound', commune.name);
  keep();
  return sound_of_unit();
});
on('GET /api/v1/speech/words', () => ({ items: state.dictionary }));
on('POST /api/v1/speech/words', ({ body }) => {
  const { written, spoken } = body as DictionaryWord;
  const made = word(written, spoken);
  state.dictionary.push(made);
  note('speech.add_word', written, spoken);
  return made;
});
on('PUT /api/v1/speech/words/{id}', ({ path, body }) => {
  const { spoken } = body as DictionaryWord;
  state.dictionary = state.dictionary.map((one) =>
    (one.id === path.id ? { ...one, spoken, version: one.version + 1 } : one));
  keep();
  return state.dictionary.find((one) => one.id === path.id);
});
on('DELETE /api/v1/speech/words/{id}', ({ path }) => {
  state.dictionary = state.dictionary.filter((one) => one.id !== path.id);
  keep();
});
