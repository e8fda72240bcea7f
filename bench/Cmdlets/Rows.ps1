<#
.SYNOPSIS
The rows of the benchmark of cmdlets, one a job.
.DESCRIPTION
Name      what is done.
On        which repository: Git (a clone of git/git) or Large (a generated history, see GenerateHistory, with a commit-graph).
Prepare   gets the repository; what it gives is handed on to the others, and its time does not count.
Ours      gets the repository and what was prepared; gives the answer as text, which is compared with the peer's.
Peer      the same with git or another tool; null where there is none that answers this.
NoPeer    why there is none.
Wanted    what the job is to take, in words.
Every call opens the repository anew, as a command does; what is kept from one call to the next is part of what is measured.
#>
[CmdletBinding()]
param()

# The newest merge of each of so many merges of two, as the ids of its parents.
$merges = {
    param($repo, $count)
    git -C $repo rev-list --min-parents=2 --max-parents=2 --parents -n $count v2.45.0..v2.49.0 | ForEach-Object { , $_.Split(' ')[1..2] }
}

@(
    @{
        Name = 'count one candidate'; On = 'Git'; Wanted = '0.3 of git'
        Ours = { param($repo) (Get-MergeBaseCost -Repository $repo -Since v2.40.0 v2.49.0 -Detail:$false).Commits }
        Peer = { param($repo) git -C $repo rev-list --count --no-merges v2.40.0..v2.49.0 }
    }
    @{
        Name = 'count one candidate, kernel size'; On = 'Large'; Wanted = '0.3 of git'
        Ours = { param($repo) (Get-MergeBaseCost -Repository $repo -Since v10 v90 -Detail:$false).Commits }
        Peer = { param($repo) git -C $repo rev-list --count --no-merges v10..v90 }
    }
    @{
        Name = 'cost of one candidate, all columns'; On = 'Git'; Wanted = '0.5 of git warm'
        Ours = {
            param($repo)
            $cost = Get-MergeBaseCost -Repository $repo -Since v2.40.0 v2.49.0
            $cost.Commits, $cost.Merges, $cost.Authors, $cost.Files, $cost.Insertions, $cost.Deletions
        }
        Peer = {
            param($repo)
            git -C $repo rev-list --count --no-merges v2.40.0..v2.49.0
            git -C $repo rev-list --count --merges v2.40.0..v2.49.0
            @(git -C $repo shortlog -s --no-merges v2.40.0..v2.49.0).Count
            [regex]::Matches((git -C $repo diff --shortstat --no-renames v2.40.0 v2.49.0), '\d+').Value
        }
    }
    @{
        Name = 'one merge forecast'; On = 'Git'; Wanted = '15 ms warm'
        Prepare = { param($repo) & $merges $repo 1 }.GetNewClosure()
        Ours = { param($repo, $sides) (Get-MergeForecast -Repository $repo $sides[0] $sides[1]).Tree }
        Peer = { param($repo, $sides) @(git -C $repo merge-tree --write-tree $sides[0] $sides[1])[0] }
    }
    @{
        Name = '100 merge forecasts'; On = 'Git'; Wanted = '0.15 of git'
        Prepare = { param($repo) & $merges $repo 100 | ForEach-Object { [pscustomobject]@{ Ours = $_[0]; Theirs = $_[1] } } }.GetNewClosure()
        Ours = {
            param($repo, $sides)
            $sides | Get-MergeForecast -Repository $repo | ForEach-Object { if ($_.Tree) { $_.Tree } else { 'conflict' } }
        }
        Peer = {
            param($repo, $sides)
            # One process for all, each answer ended by a NUL: "1\0" and the tree where it is clean.
            $text = $sides | ForEach-Object { "$($_.Ours) $($_.Theirs)" } | git -C $repo merge-tree --stdin | Join-String -Separator "`n"
            [regex]::Matches($text, '(?:^|\0)\n?([01])\0([0-9a-f]{40})') | ForEach-Object {
                if ($_.Groups[1].Value -eq '1') { $_.Groups[2].Value } else { 'conflict' }
            }
        }
    }
    @{
        Name = '100 picks onto one branch, forecast'; On = 'Git'; Wanted = '0.25 of git, wall time'
        Prepare = { param($repo) git -C $repo rev-list --no-merges -n 100 v2.49.0 }
        Ours = {
            param($repo, $commits)
            ($commits | Get-BackportForecast -Repository $repo -Target v2.47.0 -Independent | Group-Object Verdict | Sort-Object Name |
                ForEach-Object { "$($_.Name) $($_.Count)" }) -join ', '
        }
        NoPeer = 'git merge-tree --merge-base needs git 2.40 and answers without presence; the engine''s comparison is bench Pick'
    }
    @{
        Name = 'one pick forecast, kernel size'; On = 'Large'; Wanted = '20 ms warm'
        Prepare = { param($repo) git -C $repo rev-list --no-merges -n 1 main }
        Ours = { param($repo, $commit) (Get-BackportForecast -Repository $repo $commit v40).Verdict }
        NoPeer = 'git answers only by picking'
    }
    @{
        Name = 'prerequisites of one commit'; On = 'Git'; Wanted = '250 ms in the median of many'
        Prepare = { param($repo) '8d24d56ce1' }
        Ours = { param($repo, $commit) (Find-CherryPickPrerequisite -Repository $repo $commit v2.43.0 v2.50.0).Prerequisite }
        NoPeer = 'git-deps is compared in bench Prerequisites'
    }
    @{
        Name = 'follow-ups of a release'; On = 'Git'; Wanted = '0.7 of git'
        Ours = { param($repo) @(Find-FollowupFix -Repository $repo v2.43.0..v2.43.1 -Upstream v2.49.0).Count }
        NoPeer = 'git log --grep lists what names something, not what is named'
    }
    @{
        Name = 'range-diff of a topic'; On = 'Git'; Wanted = '0.35 of git'
        Ours = { param($repo) @(Compare-TopicSeries -Repository $repo v2.48.0..v2.48.1 v2.47.0..v2.47.2).Count }
        Peer = { param($repo) @(git -C $repo range-diff --no-color v2.48.0..v2.48.1 v2.47.0..v2.47.2 | Where-Object { $_ -match '^\s*(\d+|-):' }).Count }
    }
    @{
        Name = 'bases for a topic'; On = 'Git'; Wanted = ''
        Ours = {
            param($repo)
            Find-MergeBaseCandidate -Repository $repo -Since v2.48.0 -Topic 8f6a2dbe3401 -Upstream ed7d9bd73f6f | ForEach-Object { "$($_.Sha) $($_.Commits)" }
        }
        NoPeer = 'no other tool answers it'
    }
) | ForEach-Object { [pscustomobject]$_ }
