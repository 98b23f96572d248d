import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { text as accounts } from './accounts/text.ts';
import { text as alerts } from './alerts/text.ts';
import { text as audit } from './audit/text.ts';
import { text as charts } from './charts/text.ts';
import { text as deeds } from './deeds/text.ts';
import { text as editor } from './editor/text.ts';
import { text as explore } from './explore/text.ts';
import { text as frame } from './frame/text.ts';
import { text as hosts } from './hosts/text.ts';
import { text as imports } from './imports/text.ts';
import { text as inventory } from './inventory/text.ts';
import { text as outgoing } from './outgoing/text.ts';
import { text as overview } from './overview/text.ts';
import { text as probes } from './probes/text.ts';
import { text as prometheus } from './prometheus/text.ts';
import { text as receivers } from './receivers/text.ts';
import { text as relabel } from './relabel/text.ts';
import { text as settings } from './settings/text.ts';
import { text as silences } from './silences/text.ts';
import { text as targets } from './targets/text.ts';
import type { Language } from './ui/format.ts';
import { text as ui } from './ui/text.ts';

/** Every folder's texts under the folder's name. */
export const TEXTS = { accounts, alerts, audit, charts, deeds, editor, explore, frame, hosts, imports, inventory, outgoing, overview, probes, prometheus, receivers, relabel, settings, silences, targets, ui };
const NAMESPACES = Object.keys(TEXTS) as (keyof typeof TEXTS)[];
const inLanguage = (language: Language) => Object.fromEntries(NAMESPACES.map(name => [name, TEXTS[name][language]]));

const KEY = 'stratoscope.language';

/** The language used last here, else the first of the browser's that we speak, else English. */
export function firstLanguage(stored: string | null, wanted: readonly string[]): Language {
  if (stored === 'en' || stored === 'zh') return stored;
  const spoken = wanted.map(tag => tag.toLowerCase().split('-')[0]).find(tag => tag === 'en' || tag === 'zh');
  return spoken === 'zh' ? 'zh' : 'en';
}

/** Texts for the page, ready before the first drawing; the document's language follows. */
export function startTexts(): i18n {
  const instance = i18next.createInstance();
  instance.on('languageChanged', language => { document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'; });
  void instance.use(initReactI18next).init({
    resources: { en: inLanguage('en'), zh: inLanguage('zh') },
    lng: firstLanguage(localStorage.getItem(KEY), navigator.languages), fallbackLng: 'en', defaultNS: 'ui', ns: NAMESPACES,
    initAsync: false, interpolation: { escapeValue: false }, // React escapes
  });
  return instance;
}

export function keepLanguage(instance: i18n, language: Language): void {
  localStorage.setItem(KEY, language);
  void instance.changeLanguage(language);
}
