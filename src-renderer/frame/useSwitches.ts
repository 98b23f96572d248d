import { type MantineColorScheme, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { keepLanguage } from '../i18n.ts';
import type { Language } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';

/** Theme and language: what is on, and how to change it. Both are kept on this computer. */
export function useSwitches() {
  const { i18n } = useTranslation('frame');
  const { colorScheme: chosen, setColorScheme: setScheme } = useMantineColorScheme();
  return {
    scheme: useComputedColorScheme('dark', { getInitialValueInEffect: false }),
    /** `auto` follows the system */
    chosen: chosen satisfies MantineColorScheme, setScheme,
    language: useLanguage(),
    setLanguage: (language: Language) => keepLanguage(i18n, language),
  };
}
