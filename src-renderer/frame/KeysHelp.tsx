import { Modal } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { SCREENS } from './screens.ts';

const GENERAL = [['Ctrl K', 'search'], ['/', 'filter'], ['[', 'earlier'], [']', 'later'], ['r', 'refresh'], ['?', 'help'], ['Esc', 'close']] as const;
const CHARTS = ['zoom', 'back', 'pan', 'pin', 'solo', 'toggle'] as const;
const LISTS = [['j', 'down'], ['k', 'up'], ['Enter', 'open'], ['x', 'tick']] as const;

/** Every key there is. */
export function KeysHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('frame');
  const line = (keys: string, words: string) => <Fragment key={keys}><dt>{keys.split(' + ').map(key => <kbd key={key}>{key}</kbd>)}</dt><dd>{words}</dd></Fragment>;
  return (
    <Modal opened={opened} onClose={onClose} title={t('keys.title')} size="lg" closeButtonProps={{ 'aria-label': t('keys.close') }}>
      <div className="keys">
        <section><h3>{t('keys.general')}</h3><dl>{GENERAL.map(([keys, word]) => line(keys, t(`keys.${word}`)))}</dl></section>
        <section><h3>{t('keys.screens')}</h3><dl>{SCREENS.map(screen => line(`g + ${screen.key}`, t(`screen.${screen.name}`)))}</dl></section>
        <section>
          <h3>{t('keys.lists')}</h3><dl>{LISTS.map(([keys, word]) => line(keys, t(`keys.${word}`)))}</dl>
          <h3>{t('keys.charts')}</h3><dl className="keys-gestures">{CHARTS.map(word => <Fragment key={word}><dt>{t(`keys.chart.${word}.do`)}</dt><dd>{t(`keys.chart.${word}.gives`)}</dd></Fragment>)}</dl>
        </section>
      </div>
    </Modal>
  );
}
