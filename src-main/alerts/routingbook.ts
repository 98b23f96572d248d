import { AppError } from '../shared/model/errors.ts';
import type { Labels } from '../shared/model/labels.ts';
import type { ReceiverId } from '../shared/model/receiver.ts';
import { FIRST_ROUTING, Routing } from '../shared/model/routing.ts';
import type { SettingsTable } from '../store/settings.ts';
import { receiversOf, readyRoutes, routesOf } from './routes.ts';

const NAME = 'alertRouting';

/** The routes and inhibit rules, as the user has set them. */
export class RoutingBook {
  private readonly settings: SettingsTable;
  private readonly onChange: (routing: Routing) => void;
  private readonly exists: (id: ReceiverId) => boolean;
  private routing: Routing;

  constructor(settings: SettingsTable, onChange: (routing: Routing) => void, exists: (id: ReceiverId) => boolean) {
    this.settings = settings;
    this.onChange = onChange;
    this.exists = exists;
    this.routing = settings.read(NAME, Routing, FIRST_ROUTING);
  }

  read(): Routing {
    return this.routing;
  }

  /** Errors: AppError 'bad-data' for a pattern that is none; 'invalid-input' for a receiver that is not there */
  write(routing: Routing): Routing {
    const stranger = routing.routes.flatMap(({ receivers }) => receivers).find(id => !this.exists(id));
    if (stranger !== undefined) throw new AppError('invalid-input', `A route leads to a receiver that is not there (${stranger}).`);
    const silent = routing.routes.findIndex(({ mute, receivers }) => !mute && receivers.length === 0);
    if (silent >= 0) throw new AppError('invalid-input', `Route ${silent + 1} leads nowhere: name a receiver, or say that it is mute.`);
    this.onChange(routing);
    this.settings.write(NAME, routing);
    this.routing = routing;
    return routing;
  }

  leadingTo(id: ReceiverId): number {
    return this.routing.routes.reduce((sum, { receivers }) => sum + Number(receivers.includes(id)), 0);
  }

  /** Errors: AppError 'bad-data' */
  routed(labels: Labels, routing: Routing = this.routing): { readonly routes: readonly number[]; readonly receivers: readonly ReceiverId[] } {
    const taken = routesOf(readyRoutes(routing.routes), labels);
    return { routes: taken.map(({ index }) => index), receivers: receiversOf(taken) };
  }
}
