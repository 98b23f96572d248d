import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { HostStatus } from '../../src-main/shared/contract/host.ts';
import type { Host } from '../host/client.ts';
import { useStream } from '../host/hooks.ts';
import { useLinkTo } from '../host/range.ts';
import { StateMark } from '../ui/StateMark.tsx';

const openStatus = (host: Host, signal: AbortSignal) => host.host.status({}, signal);
export const VAULT_PATH = '/settings/vault';

/** Said while secrets can't be had: what needs them is not read meanwhile. Not on the screen where it is mended. */
export function VaultNote() {
  const { t } = useTranslation('frame');
  const [path] = useLocation();
  const linkTo = useLinkTo();
  const { value: status } = useStream(openStatus);
  const shown = status !== null && isNoteworthy(status.vault) && path !== VAULT_PATH;
  return (
    <div role="status">
      {shown && (
        <div className="connection-note vault-note">
          <StateMark state={status.vault.problem === null ? 'warn' : 'critical'} silent />
          <span className="grow">{t(status.vault.problem === null ? 'vault.locked' : 'vault.trouble', { count: status.vault.entries })}</span>
          <Button component={Link} href={linkTo(VAULT_PATH)}>{t(status.vault.problem === null ? 'vault.unlock' : 'vault.look')}</Button>
        </div>
      )}
    </div>
  );
}

/** An empty vault keeps nothing from being read. */
const isNoteworthy = ({ entries, locked, problem }: HostStatus['vault']): boolean => entries > 0 && (locked || problem !== null);
