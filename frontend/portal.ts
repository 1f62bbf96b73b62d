import { startPage } from "./shared";
import { startRinger } from "./ringer";
import { startSoftphone } from "./softphone";
import { startUploads } from "./upload";

startPage();
startUploads();
startRinger();
startSoftphone();
