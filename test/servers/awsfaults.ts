import { randomUUID } from 'node:crypto';

/** What can go wrong between a client and AWS. hang: never answers. cut: the connection breaks. portal: something else answers, as in a hotel. */
export type Fault = 'wrong-key' | 'expired' | 'throttle' | 'unauthorized' | 'hang' | 'cut' | 'portal';
export type Answered = Exclude<Fault, 'hang' | 'cut'>;
export interface Answer { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** Code, status and text for each service, as they stand in the API references' lists of errors. */
const TEXTS: Readonly<Record<Exclude<Answered, 'portal'>, Readonly<Record<'ec2' | 'sts' | 'monitoring', readonly [status: number, code: string, message: string]>>>> = {
  'wrong-key': {
    ec2: [401, 'AuthFailure', 'AWS was not able to validate the provided access credentials'],
    sts: [403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'],
    monitoring: [400, 'UnrecognizedClientException', 'The security token included in the request is invalid.'],
  },
  expired: {
    ec2: [400, 'RequestExpired', 'Request has expired.'],
    sts: [403, 'ExpiredToken', 'The security token included in the request is expired'],
    monitoring: [400, 'ExpiredTokenException', 'The security token included in the request is expired'],
  },
  throttle: {
    ec2: [503, 'RequestLimitExceeded', 'Request limit exceeded.'],
    sts: [400, 'Throttling', 'Rate exceeded'],
    monitoring: [400, 'ThrottlingException', 'Rate exceeded'],
  },
  unauthorized: {
    ec2: [403, 'UnauthorizedOperation', 'You are not authorized to perform this operation. User: arn:aws:iam::123456789012:user/watcher is not authorized to perform: ec2:DescribeInstances because no identity-based policy allows the action. Encoded authorization failure message: abcdefghijklmnop'],
    sts: [403, 'AccessDenied', 'User: arn:aws:iam::123456789012:user/watcher is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/none'],
    monitoring: [400, 'AccessDeniedException', 'User: arn:aws:iam::123456789012:user/watcher is not authorized to perform: cloudwatch:GetMetricData'],
  },
};

export function answerOf(fault: Answered, service: string): Answer {
  if (fault === 'portal') return { status: 200, headers: { 'content-type': 'text/html' }, body: '<!DOCTYPE html><html><body>Please log in to the hotel</body></html>' };
  const known = service === 'sts' || service === 'monitoring' ? service : 'ec2';
  const [status, code, message] = TEXTS[fault][known];
  const id = randomUUID();
  switch (known) {
    case 'ec2': return { status, headers: { 'content-type': 'text/xml;charset=UTF-8' }, body: `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>${id}</RequestID></Response>` };
    case 'sts': return { status, headers: { 'content-type': 'text/xml' }, body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${id}</RequestId></ErrorResponse>` };
    case 'monitoring': return { status, headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': id }, body: JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message }) };
  }
}
