import { startPage } from "./shared";

startPage();
