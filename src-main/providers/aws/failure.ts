import { AppError, type ErrorCode } from '../../shared/model/errors.ts';

/** Codes of AWS's answers, sorted. Source: EC2 API reference, "Error codes"; CloudWatch and STS, "Common errors" */
const SORTED: readonly (readonly [ErrorCode, string, RegExp])[] = [
  ['expired', 'The credentials have expired', /^(ExpiredToken|ExpiredTokenException|TokenRefreshRequired|RequestExpired)$/],
  ['unauthorized', 'AWS does not accept these credentials', /^(AuthFailure|InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature|IncompleteSignatureException|MissingAuthenticationToken|MissingAuthenticationTokenException|RequestTimeTooSkewed)$/],
  ['forbidden', 'These credentials lack a permission', /^(UnauthorizedOperation|AccessDenied|AccessDeniedException|NotAuthorized|AuthorizationError|OptInRequired|Blocked|PendingVerification)$/],
  ['throttled', 'AWS was asked too often', /^(Throttling|ThrottlingException|ThrottledException|RequestThrottled|RequestThrottledException|RequestLimitExceeded|TooManyRequestsException|SlowDown|LimitExceededException|EC2ThrottledException|PriorRequestNotComplete)$/],
  ['not-found', 'AWS does not know it', /NotFound$|^InvalidInstanceID\.Malformed$/],
  ['conflict', 'Its state does not allow it', /^(IncorrectInstanceState|IncorrectState|InvalidState|OperationInProgress)$/],
];
const NETWORK = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EPIPE|ECONNABORTED|CERT_.*|ERR_TLS_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*|HPE_.*)$/;

/** An error of the SDK in our codes, with AWS's own text. */
export function awsFailure(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof Error)) return new AppError('provider-refused', String(error));
  const { name, message } = error;
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError' || name === 'ParseError') return ofCredentials(error);
  const sorted = SORTED.find(([, , names]) => names.test(name));
  if (sorted !== undefined) return new AppError(sorted[0], `${sorted[1]}: ${told(message)} (${name})`, { cause: error });
  if (NETWORK.test(codeOf(error))) return new AppError('unreachable', `AWS can't be reached: ${told(message)} (${codeOf(error)})`, { cause: error });
  if (name === 'TimeoutError' || codeOf(error) === 'ETIMEDOUT') return new AppError('timeout', `AWS did not answer in time: ${told(message)}`, { cause: error });
  if (name === 'SyntaxError' || /Deserialization error/.test(message)) return notAws(told(message), error);
  return new AppError('provider-refused', `AWS refused: ${told(message)} (${name})`, { cause: error });
}

/** Another server stands in the way: a proxy, a hotel's portal. Its page read as an answer would be one without machines. */
export const notAws = (detail: string, cause?: unknown): AppError => new AppError('provider-refused', `What answered is not AWS: ${detail}`, { cause });

/** What an answer of AWS's always has. */
export function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw notAws(`the answer has no ${what}.`);
  return value;
}

/** Nothing was sent: a profile that is not there, a login that has run out. Their texts hold no key. */
function ofCredentials(error: Error): AppError {
  const expired = /expired|refresh this SSO session/i.test(error.message);
  return new AppError(expired ? 'expired' : 'unauthorized', `${expired ? 'The login has expired' : 'There are no credentials'}: ${told(error.message)}`, { cause: error });
}

/** An encoded authorization failure is some hundred characters that only AWS reads. */
const told = (message: string): string => message.replace(/\s*Encoded authorization failure message: \S+/, '').replace(/\s+/g, ' ').trim().slice(0, 500);

const codeOf = (error: Error): string => 'code' in error && typeof error.code === 'string' ? error.code : '';

export const isDryRunPassed = (error: unknown): boolean => error instanceof Error && error.name === 'DryRunOperation';

/** Runs calls; their failures come out sorted, an abort as its reason. */
export async function sorted<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    signal.throwIfAborted();
    throw awsFailure(error);
  }
}
