import i18next, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';

type Strings = Record<string, unknown>;
// Said by the frame of every page, or by the first one of all.
const vietnamese = import.meta.glob<Strings>(
  './features/{area,home,identity,shell}/strings.vi.json', { eager: true, import: 'default' });
// Every other page waits for its words as for its script.
const later = import.meta.glob<Strings>(
  ['./features/*/strings.vi.json', '!./features/{area,home,identity,shell}/strings.vi.json'],
  { import: 'default' });
// English is fetched when it is asked for; a Vietnamese officer never pays for it.
const english = import.meta.glob<Strings>('./features/*/strings.en.json', { import: 'default' });

const feature_of = (path: string) => path.split('/')[2] ?? path;
const storage_key = 'nguon.language';

function stored_language(): string {
  try {
    return localStorage.getItem(storage_key) === 'en' ? 'en' : 'vi';
  } catch {
    return 'vi';
  }
}

const words_on_demand: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, feature, done) => {
    const all = language === 'en' ? english : later;
    const load = all[`./features/${feature}/strings.${language}.json`];
    if (!load) return done(new Error(`no words for ${feature}`), false);
    load().then((words) => done(null, words), (error: Error) => done(error, true));
  },
};

async function add_english() {
  await Promise.all(
    Object.entries(english).map(async ([path, load]) => {
      i18next.addResourceBundle('en', feature_of(path), await load(), true, true);
    }),
  );
}

export async function start_i18n() {
  const language = stored_language();
  await i18next.use(words_on_demand).use(initReactI18next).init({
    partialBundledLanguages: true,
    lng: language,
    fallbackLng: 'vi',
    defaultNS: 'shell',
    interpolation: { escapeValue: false },
    resources: {
      vi: Object.fromEntries(
        Object.entries(vietnamese).map(([path, strings]) => [feature_of(path), strings]),
      ),
    },
  });
  if (language === 'en') await add_english();
  document.documentElement.lang = language;
}

export async function choose_language(language: 'vi' | 'en') {
  if (language === 'en') await add_english();
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  try {
    localStorage.setItem(storage_key, language);
  } catch {
    // The choice then lasts for this visit.
  }
}
