import i18next from 'i18next';
import { TEXTS } from '../../src-renderer/i18n.ts';

/** The page's own texts of one folder, in both languages, as screens get them. */
export function startTexts<N extends keyof typeof TEXTS>(name: N) {
  const instance = i18next.createInstance();
  void instance.init({ resources: { en: { [name]: TEXTS[name].en }, zh: { [name]: TEXTS[name].zh } }, lng: 'en', ns: [name], defaultNS: name, initAsync: false, interpolation: { escapeValue: false } });
  return { t: instance.getFixedT<N>('en', name), zh: instance.getFixedT<N>('zh', name) };
}
