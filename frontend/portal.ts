// The seller's pages.
import { startRinger } from "./ringer";
import { startPage } from "./shared";
import { startSoftphone } from "./softphone";
import { startUploads } from "./upload";

startUploads();
startPage(() => {
  startRinger();
  startSoftphone();
});
