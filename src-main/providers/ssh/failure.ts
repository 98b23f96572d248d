import { AppError, type ErrorCode } from '../../shared/model/errors.ts';
import type { HostKeyQuestion, SshStep } from '../../shared/model/sshhost.ts';

export interface FailureDetail {
  /** `unreachable` when left out */
  readonly code?: ErrorCode;
  /** the jump host it happened at; empty for the host itself */
  readonly hop?: string;
  readonly question?: HostKeyQuestion | null;
  readonly cause?: unknown;
}

/** A host that could not be reached, logged into or made to run something; the message is fit for the user and holds no secret. */
export class SshFailure extends AppError {
  readonly step: SshStep;
  readonly hop: string;
  /** the host key that waits for the user's word, when that is what failed */
  readonly question: HostKeyQuestion | null;

  constructor(step: SshStep, message: string, { code = 'unreachable', hop = '', question = null, cause }: FailureDetail = {}) {
    super(code, message, { cause });
    this.step = step;
    this.hop = hop;
    this.question = question;
  }

  /** The same, seen from a host behind the one it happened at. */
  behind(hop: string): SshFailure {
    return this.hop === '' ? new SshFailure(this.step, this.message, { code: this.code, hop, question: this.question, cause: this }) : this;
  }
}

/** Anything that went wrong at a step, told as such. */
export function failureAt(step: SshStep, error: unknown): SshFailure {
  if (error instanceof SshFailure) return error;
  if (error instanceof AppError) return new SshFailure(step, error.message, { code: error.code, cause: error });
  return new SshFailure(step, error instanceof Error ? error.message : String(error), { cause: error });
}
