import { useDisclosure } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import { createSpotlight } from '@mantine/spotlight';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { OperationNotes } from '../deeds/OperationNotes.tsx';
import { useReturn } from '../host/hooks.ts';
import { DesktopNotices } from '../receivers/DesktopNotices.tsx';
import { ConnectionNote } from './ConnectionNote.tsx';
import './frame.css';
import { KeysHelp } from './KeysHelp.tsx';
import { Rail } from './Rail.tsx';
import { Search } from './Search.tsx';
import { screenAt } from './screens.ts';
import { StatusBar } from './StatusBar.tsx';
import { TopBar } from './TopBar.tsx';
import { useKeys } from './useKeys.ts';
import { VaultNote } from './VaultNote.tsx';

/** What stands around every screen: rail, top bar, status bar, search, keys, and what is said while the host is away. */
export function Frame({ children }: { children: ReactNode }) {
  const { t } = useTranslation('frame');
  const [[searchStore, search]] = useState(createSpotlight);
  const [helpOpen, help] = useDisclosure(false);
  useReturn();
  useKeys({ openSearch: search.open, openHelp: help.open });
  useTitle();
  return (
    <div className="app">
      <button type="button" className="skip" onClick={() => document.getElementById('page')?.focus()}>{t('skip')}</button>
      <Rail />
      <TopBar onSearch={search.open} />
      <div className="app-page">
        <ConnectionNote />
        <VaultNote />
        <main id="page" className="page" tabIndex={-1}>{children}</main>
      </div>
      <StatusBar />
      <DesktopNotices />
      <Search store={searchStore} onHelp={help.open} />
      <KeysHelp opened={helpOpen} onClose={help.close} />
      <OperationNotes />
      <Notifications position="bottom-right" limit={4} zIndex={400} />
    </div>
  );
}

/** Names the window after the screen, and the machine where it shows one. */
function useTitle(): void {
  const { t, i18n } = useTranslation('frame');
  const [path] = useLocation();
  const language = i18n.language;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the title is said anew in another language
  useEffect(() => {
    const screen = screenAt(path);
    const parts = path.split('/');
    const machine = screen?.name === 'machines' ? parts[4] : undefined;
    document.title = [machine && decodeURIComponent(machine), screen && t(`screen.${screen.name}`), 'Stratoscope'].filter(Boolean).join(' · ');
  }, [path, t, language]);
}
