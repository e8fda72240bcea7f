# The sample repository under TestDrive, git in it, and what must not change in it when something is only read. Dot-source it in BeforeAll, after the import.
$sample = Join-Path $TestDrive 'sample'
$null = New-SampleTopicRepository -Path $sample
function Invoke-Git { & git -C $sample @args }
function Get-State { "$(Invoke-Git count-objects -v) $(Invoke-Git for-each-ref) $(Invoke-Git status --porcelain)" }
# The nine upstream commits that the base picks, in its order.
$sources = @((Invoke-Git log --reverse --format=%B 'v4.14..WIP.x86/pti.base') -match '^\(cherry picked from commit' -replace '.* ([0-9a-f]{40})\)', '$1')
