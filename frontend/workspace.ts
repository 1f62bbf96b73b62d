// The agent's page.
import { startPage } from "./shared";
import { startSoftphone } from "./softphone";
import { startTone } from "./tone";

startPage(() => {
  startTone();
  startSoftphone();
});
