import { Injectable, type OnApplicationBootstrap, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ACCESS, type Access } from './permit.js';

export type Route = { method: string; path: string; handler: string; access: Access | undefined };

type Handler = (...args: unknown[]) => unknown;

/** Every route of the program and who may use it. A route that says nothing stops the program at its start. */
@Injectable()
export class RouteAccess implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    const silent = this.routes().filter(({ access }) => !access);
    if (silent.length > 0)
      throw new Error(`Routes that name no permission: ${silent.map(({ handler }) => handler).join(', ')}`);
  }

  routes(): Route[] {
    return this.discovery.getControllers().flatMap(({ instance, metatype }) => {
      if (typeof metatype !== 'function' || !instance) return [];
      const prototype = Object.getPrototypeOf(instance) as Record<string, Handler>;
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name];
        return handler ? this.routesOf(metatype as Handler, handler) : [];
      });
    });
  }

  private routesOf(controller: Handler, handler: Handler): Route[] {
    const method = this.reflector.get<RequestMethod | undefined>(METHOD_METADATA, handler);
    if (method === undefined) return [];
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [handler, controller]);
    const above = pathsOf(Reflect.getMetadata(PATH_METADATA, controller));
    const own = pathsOf(Reflect.getMetadata(PATH_METADATA, handler));
    return above.flatMap((first) =>
      own.map((last) => ({
        method: RequestMethod[method],
        path: `/${[first, last].join('/')}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1'),
        handler: `${controller.name}.${handler.name}`,
        access,
      })),
    );
  }
}

function pathsOf(metadata: unknown): string[] {
  return Array.isArray(metadata) ? (metadata as string[]) : [typeof metadata === 'string' ? metadata : '/'];
}
