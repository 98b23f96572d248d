import { ActionIcon, Button, Popover } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRange } from '../host/range.ts';
import { rangeDetail, rangeName } from './ranges.ts';
import { Icon } from './icons.tsx';
import { useLanguage } from './language.ts';
import './time.css';
import { TimePanel } from './TimePanel.tsx';

/** The page's time range: earlier, what is shown now (opens the choice), later. */
export function TimePicker() {
  const { t } = useTranslation('ui');
  const language = useLanguage();
  const range = useRange();
  const [open, setOpen] = useState(false);
  const name = rangeName(range.raw, t, language, range.to);
  const detail = rangeDetail(range.raw, range.from, range.to, Date.now(), language);
  return (
    <Button.Group className="time-group">
      <ActionIcon className="time-step" aria-label={t('time.earlier')} title={`${t('time.earlier')}  [`} onClick={() => range.shift(-1)}><Icon name="left" size={14} /></ActionIcon>
      <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus withRoles>
        <Popover.Target>
          <Button className={`time-now ${open ? 'on' : ''}`} leftSection={<Icon name="clock" size={14} />} rightSection={<Icon name="down" size={12} />} onClick={() => setOpen(!open)} title={`${name}, ${detail}`} aria-label={`${t('time.range')}: ${name}, ${detail}`}>
            <span className="time-name">{name}</span><span className="time-detail">{detail}</span>
          </Button>
        </Popover.Target>
        <Popover.Dropdown p={0} aria-label={t('time.range')}><TimePanel onDone={() => setOpen(false)} /></Popover.Dropdown>
      </Popover>
      <ActionIcon className="time-step" aria-label={t('time.later')} title={`${t('time.later')}  ]`} onClick={() => range.shift(1)}><Icon name="right" size={14} /></ActionIcon>
    </Button.Group>
  );
}
