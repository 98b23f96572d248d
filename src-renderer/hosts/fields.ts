import type { SshHostState } from '../../src-main/shared/model/sshhost.ts';
import type { HostForm, Problems } from './form.ts';

/** What every part of the form is given. */
export interface FieldsProps {
  readonly form: HostForm;
  readonly set: (change: Partial<HostForm>) => void;
  readonly problems: Problems;
  /** the stored host, absent while adding */
  readonly host?: SshHostState | undefined;
}
