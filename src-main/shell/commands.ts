import { resolve } from 'node:path';
import { Command } from 'commander';
import { openLog } from '../base/log.ts';
import { defaultDataDir } from '../host/config.ts';
import { DEFAULT_LISTEN, listenOption } from './options.ts';
import type { Places } from './places.ts';
import { type ServeOptions, serveHost, untilSignal } from './serve.ts';

/** The command line; every command takes --data-dir. */
export function program(places: Places): Command {
  const cli = new Command('stratoscope').version(places.version).description('See, keep and question the metrics of all your machines, on your own desk.');
  const withDataDir = (command: Command) => command.option('--data-dir <dir>', 'where the samples and settings lie', path => resolve(path), defaultDataDir());

  withServeOptions(withDataDir(cli.command('serve').description('collect, keep and answer until SIGTERM; the page is at the printed link')))
    .action(async (options: ServeFlags) => {
      const log = logFromEnvironment();
      const serving = await serveHost(serveOptions(options), places, log);
      process.stdout.write(`${JSON.stringify({ ready: true, url: serving.newLink(), origin: serving.origin })}\n`);
      await untilSignal(serving, log);
    });
  return cli;
}

interface ServeFlags {
  readonly dataDir: string;
  readonly workspace: string;
  readonly listen: ServeOptions['listen'];
  readonly tokenFile?: string;
  readonly self: boolean;
  readonly insecure: boolean;
  readonly hostName: readonly string[];
}

const withServeOptions = (command: Command): Command => command
  .option('--listen <host:port>', 'address of the HTTP door; port 0 takes a free one', listenOption, DEFAULT_LISTEN)
  .option('--token-file <file>', "the administrator's token; made when absent. Or set STRATOSCOPE_TOKEN", path => resolve(path))
  .option('--workspace <name>', 'the tenant name that senders may use', 'default')
  .option('--host-name <name>', 'a further name of this computer in addresses; repeatable', (name: string, names: readonly string[]) => [...names, name], [])
  .option('--insecure', 'allow an address that others can reach, without encryption', false)
  .option('--no-self', 'leave out this computer and our own metrics');

const serveOptions = ({ hostName, ...flags }: ServeFlags): ServeOptions => ({ ...flags, hostNames: hostName });

export const logFromEnvironment = () => openLog(process.env['STRATOSCOPE_LOG'] ?? 'info');
