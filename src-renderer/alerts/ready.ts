import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { text } from './text.ts';

type ReadyName = keyof typeof text.en.ready;
const isReady = (name: string): name is ReadyName => Object.hasOwn(text.en.ready, name);

/** The file of the groups that ship with the program. */
const READY_FILE = 'ready';

/** What a rule is called, by its name and its group's file: those that ship with the program in the page's language, all others as they were named. */
export function useRuleTitle(): (name: string, file: string) => string {
  const { t } = useTranslation('alerts');
  return useCallback((name, file) => file === READY_FILE && isReady(name) ? t(`ready.${name}.name`) : name, [t]);
}

/** What a rule of the program watches, in plain words; '' of any other. */
export function useReadyText(): (name: string, file: string) => string {
  const { t } = useTranslation('alerts');
  return useCallback((name, file) => file === READY_FILE && isReady(name) ? t(`ready.${name}.text`) : '', [t]);
}
