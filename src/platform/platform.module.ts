import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock } from './clock.js';
import { IdempotencyKeeper } from './idempotency-keeper.js';
import { Keys } from './keys.js';
import { Settings } from './settings.js';

/** What of the configuration is for every feature. */
type Told = { publicUrl: string; demo: boolean; logOrigin: string; dataDir: string; keysDir: string };

/** What every feature may ask for: the clock, the keys and the instance's settings. */
@Global()
@Module({})
export class PlatformModule {
  static with({ keys, config }: { keys: Keys; config: Told }): DynamicModule {
    const folders = { data: config.dataDir, keys: config.keysDir };
    const settings = new Settings(config.publicUrl, config.demo, config.logOrigin, folders);
    return {
      module: PlatformModule,
      providers: [
        Clock,
        IdempotencyKeeper,
        { provide: Keys, useValue: keys },
        { provide: Settings, useValue: settings },
      ],
      exports: [Clock, Keys, Settings],
    };
  }
}
