import type { AccountState } from '../../src-main/shared/model/cloud.ts';
import type { AccountForm, Problems } from './form.ts';

/** What every part of the form is given. */
export interface FieldsProps {
  readonly form: AccountForm;
  readonly set: (change: Partial<AccountForm>) => void;
  readonly problems: Problems;
  /** the stored account, absent while adding */
  readonly account?: AccountState | undefined;
}
