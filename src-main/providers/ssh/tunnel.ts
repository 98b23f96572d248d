import { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';

/**
 * A channel as other code expects a connection to be: it ends when it is destroyed, whether the other side agrees or not, and a cut is an error.
 * ssh2's own channels close only when everything in them has been read and the server has answered, and are cut as if they had come to their end.
 */
export class Tunnel extends Duplex {
  private readonly channel: ClientChannel;

  private readonly client: Client;
  private readonly cut = () => { this.destroy(new Error('The SSH connection was cut.')); };

  constructor(client: Client, channel: ClientChannel) {
    super();
    this.channel = channel;
    this.client = client.setMaxListeners(0).on('close', this.cut);
    channel.on('data', (chunk: Buffer) => { if (!this.push(chunk)) channel.pause(); });
    channel.on('end', () => this.push(null));
    channel.on('error', (error: Error) => this.destroy(error));
    channel.on('close', () => { if (!this.writableFinished) this.destroy(); });
    channel.stderr.resume();
  }

  override _read(): void {
    this.channel.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.channel.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.channel.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.client.off('close', this.cut);
    this.channel.destroy();
    this.channel.resume();
    done(error);
  }
}
