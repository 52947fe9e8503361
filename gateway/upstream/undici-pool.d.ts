/** The pool alone: the package's index loads a fetch, caches and mocks besides, which doubles the time to start. */
declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici';

  export default Pool;
}
