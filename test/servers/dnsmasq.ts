import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { freePort } from './freeport.ts';

export interface Dnsmasq {
  /** of UDP and TCP on 127.0.0.1 */
  readonly port: number;
  stop(): Promise<void>;
}

/** A zone `x.example` with serial 2024010101, and one record of each kind that is asked for. */
const ZONE = [
  '--auth-server=ns.x.example,lo', '--auth-zone=x.example', '--auth-soa=2024010101', '--host-record=a.x.example,192.0.2.7,2001:db8::7', '--cname=alias.x.example,a.x.example',
  '--mx-host=x.example,mail.x.example,10', '--txt-record=text.x.example,v=spf1 -all', '--srv-host=_sip._tcp.x.example,a.x.example,5060,1,2',
];

/** Starts Debian's dnsmasq on a free port; null where it isn't installed. */
export async function startDnsmasq(): Promise<Dnsmasq | null> {
  const port = await freePort();
  const child = spawn('dnsmasq', ['--no-daemon', '--conf-file=/dev/null', `--port=${port}`, '--listen-address=127.0.0.1', '--bind-interfaces', '--no-resolv', '--no-hosts', '--pid-file', '--user=', '--group=', ...ZONE], { stdio: ['ignore', 'ignore', 'pipe'] });
  const missing = new Promise<false>(resolve => child.once('error', () => resolve(false)));
  const started = (async () => {
    const told: string[] = [];
    for await (const line of createInterface({ input: child.stderr })) {
      told.push(line);
      if (line.includes('started, version')) return true;
    }
    if (child.pid === undefined) return false;
    throw new Error(`dnsmasq ended before it listened:\n${told.join('\n')}`);
  })();
  if (!await Promise.race([missing, started])) return null;
  child.stderr.resume();
  return {
    port,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}
