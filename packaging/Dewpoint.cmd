@echo off
rem Starts Dewpoint on Windows by a double-click; the first time, it is set up before. See launch.py.
set python=python
for %%p in (py.exe) do if exist "%%~$PATH:p" set python=py -3
%python% "%~dp0launch.py" %*
if not errorlevel 1 exit /b 0
if errorlevel 9009 echo Dewpoint needs Python 3.11 to 3.14. Install it from python.org, then start this again.
pause
exit /b 1
