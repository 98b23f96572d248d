import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Redirect, useLocation, useParams } from 'wouter';
import { useLinkTo } from '../host/range.ts';
import { About } from './About.tsx';
import { Appearance } from './Appearance.tsx';
import { Diagnostics } from './Diagnostics.tsx';
import './settings.css';
import { Storage } from './Storage.tsx';
import { Tokens } from './Tokens.tsx';
import { Vault } from './Vault.tsx';

const SECTIONS = { storage: Storage, tokens: Tokens, vault: Vault, appearance: Appearance, diagnostics: Diagnostics, about: About } as const;
type Section = keyof typeof SECTIONS;
const NAMES: readonly string[] = Object.keys(SECTIONS);
const isSection = (name: string | undefined): name is Section => name !== undefined && NAMES.includes(name);

/** One section at a time, each with its own address. */
export function Settings() {
  const { t } = useTranslation('settings');
  const { section } = useParams<{ section?: string }>();
  const [, go] = useLocation();
  const linkTo = useLinkTo();
  if (!isSection(section)) return <Redirect to={linkTo('/settings/storage')} replace />;
  const Content = SECTIONS[section];
  return (
    <div className="settings">
      <h1 className="unseen">{t('title')}</h1>
      <Tabs value={section} onChange={name => name !== null && go(linkTo(`/settings/${name}`))} className="settings-tabs">
        <Tabs.List aria-label={t('title')}>{NAMES.map(name => <Tabs.Tab key={name} value={name}>{t(`section.${name as Section}`)}</Tabs.Tab>)}</Tabs.List>
      </Tabs>
      <div className="page-body reading"><Content /></div>
    </div>
  );
}
