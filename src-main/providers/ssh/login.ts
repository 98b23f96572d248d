import type { AnyAuthMethod } from 'ssh2';
import { SshFailure } from './failure.ts';
import type { Offer, Offers } from './offers.ts';

/** The talk about who we are: asks the server what it takes, then offers what fits, one after another. */
export class Login {
  private readonly user: string;
  private readonly prepare: () => Promise<Offers>;
  private prepared: Offers | null = null;
  private readonly waiting: Offer[] = [];
  private readonly tried: string[] = [];
  private stillOffered: readonly string[] = [];

  /** prepare  called once, when the server is known to be the right one */
  constructor(user: string, prepare: () => Promise<Offers>) {
    this.user = user;
    this.prepare = prepare;
  }

  /**
   * The next way to try. left: what the server takes; null before it has been asked.
   * errors  SshFailure 'login' when nothing is left; what `prepare` rejects with
   */
  async next(left: readonly string[] | null): Promise<AnyAuthMethod> {
    if (left === null) return { type: 'none', username: this.user };
    this.stillOffered = left;
    if (this.prepared === null) {
      this.prepared = await this.prepare();
      this.waiting.push(...this.prepared.offers);
    }
    const at = this.waiting.findIndex(({ kind, insteadOf }) => left.includes(kind) && !(insteadOf !== undefined && (left.includes(insteadOf) || this.tried.includes(insteadOf))));
    const [offer] = at < 0 ? [] : this.waiting.splice(at, 1);
    if (!offer) throw this.refused();
    this.tried.push(offer.label);
    return offer.method;
  }

  /** reason: what the server said when it hung up, if it did */
  refused(reason = ''): SshFailure {
    const troubles = this.prepared?.troubles ?? [];
    const sentences = [
      `${this.user} was not let in${reason === '' ? '' : ` (${reason})`}.`,
      this.tried.length > 0 ? `Tried: ${this.tried.join(', ')}.` : 'Nothing could be tried.',
      this.stillOffered.length > 0 ? `The server takes: ${this.stillOffered.join(', ')}.` : '',
      troubles.length > 0 ? `Not tried: ${troubles.join('; ')}.` : '',
    ];
    return new SshFailure('login', sentences.filter(sentence => sentence !== '').join(' '), { code: 'provider-refused' });
  }

  /** How we got in, once we are. */
  get way(): string {
    return this.tried.at(-1) ?? 'no credentials asked for';
  }
}
