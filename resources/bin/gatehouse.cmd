@echo off
rem The command line of Gatehouse on the Node that the package carries; the app need not run.
"%~dp0..\runtime\node.exe" "%~dp0..\program\dist\cli.js" %*
