import { useTranslation } from 'react-i18next';
import type { Language } from './format.ts';

/** The page's language, for what is formatted rather than translated. */
export function useLanguage(): Language {
  const { i18n } = useTranslation('ui');
  return i18n.language === 'zh' ? 'zh' : 'en';
}
