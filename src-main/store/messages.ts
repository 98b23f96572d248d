import type { WorkspaceDb } from './workspace.ts';

/** A message as it is kept: `telling` is JSON of what it says. Times in unix ms. */
export interface StoredMessage {
  readonly id: string;
  readonly receiver: string;
  readonly receiverName: string;
  readonly kind: string;
  readonly reason: string;
  readonly title: string;
  readonly firing: number;
  readonly resolved: number;
  readonly telling: string;
  readonly state: string;
  readonly createdAt: number;
  readonly nextAt: number | null;
  readonly endedAt: number | null;
  readonly attempts: number;
  /** 0 or 1 */
  readonly repeated: number;
  readonly lastError: string;
  readonly mergedInto: string | null;
}
export interface StoredAttempt { readonly at: number; readonly ms: number; readonly ok: number; readonly status: number | null; readonly answer: string }
export interface MessageQuery { readonly receiver: string; readonly states: readonly string[]; /** only what was made before this one; '' = all */ readonly before: string; readonly limit: number }

/** The outbox, and what has left it. */
export interface MessageTable {
  add(message: StoredMessage): void;
  update(message: StoredMessage): void;
  get(id: string): StoredMessage | undefined;
  /** in the order they were made: what is waiting or was being sent */
  open(): StoredMessage[];
  /** newest first */
  page(query: MessageQuery): StoredMessage[];
  addAttempt(message: string, attempt: StoredAttempt): void;
  attempts(message: string): StoredAttempt[];
  /** of each receiver its newest attempt that succeeded, unix ms */
  lastSent(): ReadonlyMap<string, number>;
  atOnce(run: () => void): void;
}

const KEPT = 50_000;
const COLUMNS = `id, receiver, receiver_name AS receiverName, kind, reason, title, firing, resolved, telling, state, created_at AS createdAt, next_at AS nextAt, ended_at AS endedAt,
  attempts, repeated, last_error AS lastError, merged_into AS mergedInto`;
const ALL_STATES = JSON.stringify(['waiting', 'sending', 'sent', 'failed', 'merged']);

export function messageTable(db: WorkspaceDb, kept = KEPT): MessageTable {
  const insert = db.prepare<[StoredMessage]>(`
    INSERT INTO messages (id, receiver, receiver_name, kind, reason, title, firing, resolved, telling, state, created_at, next_at, ended_at, attempts, repeated, last_error, merged_into)
    VALUES (@id, @receiver, @receiverName, @kind, @reason, @title, @firing, @resolved, @telling, @state, @createdAt, @nextAt, @endedAt, @attempts, @repeated, @lastError, @mergedInto)`);
  const trim = db.prepare<[number]>("DELETE FROM messages WHERE number <= (SELECT max(number) FROM messages) - ? AND state NOT IN ('waiting', 'sending')");
  const trimAttempts = db.prepare<[]>('DELETE FROM message_attempts WHERE message NOT IN (SELECT id FROM messages)');
  const update = db.prepare<[StoredMessage]>('UPDATE messages SET state = @state, next_at = @nextAt, ended_at = @endedAt, attempts = @attempts, repeated = @repeated, last_error = @lastError, merged_into = @mergedInto WHERE id = @id');
  const get = db.prepare<[string], StoredMessage>(`SELECT ${COLUMNS} FROM messages WHERE id = ?`);
  const open = db.prepare<[], StoredMessage>(`SELECT ${COLUMNS} FROM messages WHERE state IN ('waiting', 'sending') ORDER BY number`);
  const page = db.prepare<[{ receiver: string; states: string; before: string; limit: number }], StoredMessage>(`
    SELECT ${COLUMNS} FROM messages WHERE (@receiver = '' OR receiver = @receiver) AND state IN (SELECT value FROM json_each(@states))
      AND (@before = '' OR number < (SELECT number FROM messages WHERE id = @before)) ORDER BY number DESC LIMIT @limit`);
  const insertAttempt = db.prepare<[StoredAttempt & { message: string }]>('INSERT INTO message_attempts (message, at, ms, ok, status, answer) VALUES (@message, @at, @ms, @ok, @status, @answer)');
  const attempts = db.prepare<[string], StoredAttempt>('SELECT at, ms, ok, status, answer FROM message_attempts WHERE message = ? ORDER BY rowid');
  const lastSent = db.prepare<[], { receiver: string; at: number }>("SELECT receiver, max(ended_at) AS at FROM messages WHERE state = 'sent' GROUP BY receiver");
  let added = 0;
  return {
    add: message => {
      insert.run(message);
      if (++added % 100 === 0) { trim.run(kept); trimAttempts.run(); }
    },
    update: message => { update.run(message); },
    get: id => get.get(id),
    open: () => open.all(),
    page: ({ receiver, states, before, limit }) => page.all({ receiver, states: states.length === 0 ? ALL_STATES : JSON.stringify(states), before, limit }),
    addAttempt: (message, attempt) => { insertAttempt.run({ message, ...attempt }); },
    attempts: message => attempts.all(message),
    lastSent: () => new Map(lastSent.all().map(({ receiver, at }) => [receiver, at])),
    atOnce: run => { db.transaction(run)(); },
  };
}
