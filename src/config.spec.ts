import path from 'node:path';
import { loadConfig } from './config.js';

describe('the settings', () => {
  it('are for this machine alone when nothing is set', () => {
    expect(loadConfig({}, [])).toMatchObject({
      demo: false,
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://localhost:3000',
      secureCookies: false,
      trustProxy: false,
      databaseUrl: undefined,
      dataDir: path.resolve('data'),
      keysDir: path.resolve('data/keys'),
      logOriginGiven: false,
    });
  });

  it('take a variable that is set to nothing for one that is not set', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: ' ', PUBLIC_URL: '' }, [])).toEqual(loadConfig({}, []));
  });

  it('follow what is set', () => {
    const env = { DATA_DIR: '/srv/so', PUBLIC_URL: 'https://so.example.vn/', TRUST_PROXY: 'loopback, 10.0.0.0/8' };
    expect(loadConfig(env, ['--demo'])).toMatchObject({
      demo: true,
      keysDir: '/srv/so/keys',
      publicUrl: 'https://so.example.vn',
      secureCookies: true,
      trustProxy: ['loopback', '10.0.0.0/8'],
      logOrigin: 'so.example.vn/so-vang',
    });
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3e3'],
    ['HOST', 'a b'],
    ['PUBLIC_URL', 'sovang.vn'],
    ['PUBLIC_URL', 'ftp://sovang.vn'],
    ['PUBLIC_URL', 'https://sovang.vn/under'],
    ['PUBLIC_URL', 'https://sovang.vn/?q'],
    ['LOG_ORIGIN', 'has blanks'],
    ['LOG_ORIGIN', 'a+b'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', 'proxy.local'],
    ['DATABASE_URL', 'mysql://a:b@c/d'],
    ['DATABASE_URL', 'postgres://localhost/d'],
    ['DATABASE_URL', 'postgres://a:b@c'],
  ])('are refused in a sentence that names %s when it is "%s"', (name, value) => {
    expect(() => loadConfig({ [name]: value }, [])).toThrow(`The value of ${name} is not valid`);
  });

  it('never repeat a password', () => {
    expect(() => loadConfig({ DATABASE_URL: 'postgres://a:s3cret@c' }, [])).toThrow(/^(?!.*s3cret)/s);
  });

  it('want the application named where the owner is, and no argument that means nothing', () => {
    expect(() => loadConfig({ DATABASE_OWNER_URL: 'postgres://a:b@c/d' }, [])).toThrow('DATABASE_URL');
    expect(() => loadConfig({}, ['--dmeo'])).toThrow('--dmeo');
  });
});
