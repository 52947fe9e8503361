/**
 * What a child needs to reach the keychain of the tests.
 * @throws when the tests were not started with one, so that nothing is skipped in silence.
 */
export function keychainEnv(): NodeJS.ProcessEnv {
  const { GATEHOUSE_TEST_KEYCHAIN, DBUS_SESSION_BUS_ADDRESS } = process.env;
  if (GATEHOUSE_TEST_KEYCHAIN !== '1' || !DBUS_SESSION_BUS_ADDRESS) {
    throw new Error(
      'This test needs a real, unlocked keychain: run "npm test", which starts one of its own.',
    );
  }
  return { DBUS_SESSION_BUS_ADDRESS };
}
