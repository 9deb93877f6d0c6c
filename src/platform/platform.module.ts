import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock } from './clock.js';
import { IdempotencyKeeper } from './idempotency-keeper.js';
import { Keys } from './keys.js';
import { Settings } from './settings.js';

/** What every feature may ask for: the clock, the keys and the instance's settings. */
@Global()
@Module({})
export class PlatformModule {
  static with(given: { keys: Keys; publicUrl: string; demo: boolean }): DynamicModule {
    return {
      module: PlatformModule,
      providers: [
        Clock,
        IdempotencyKeeper,
        { provide: Keys, useValue: given.keys },
        { provide: Settings, useValue: new Settings(given.publicUrl, given.demo) },
      ],
      exports: [Clock, Keys, Settings],
    };
  }
}
